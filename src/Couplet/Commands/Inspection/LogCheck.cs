using System.Text.Json;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Storage;

namespace Couplet.Commands.Inspection;

/// <summary>What must be true of every log, looked at from its first event to its last.</summary>
internal sealed class LogCheck(ICoupletStorage storage)
{
    private readonly IEventLog log = storage.Log;

    /// <summary>How many streams were looked at.</summary>
    internal int Streams { get; private set; }

    /// <summary>How many events.</summary>
    internal long Events { get; private set; }

    /// <summary>How many of them are messages of an archive.</summary>
    internal long Messages { get; private set; }

    /// <summary>What is wrong, a sentence each.</summary>
    internal async IAsyncEnumerable<string> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stream in log.StreamsAsync("", cancellation).ConfigureAwait(false))
        {
            Streams++;
            await foreach (var wrong in CheckAsync(stream, cancellation).ConfigureAwait(false)) yield return $"{stream}: {wrong}";
        }
    }

    private async IAsyncEnumerable<string> CheckAsync(StreamId stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // Before the events: those that a running server adds meanwhile come behind it.
        var snapshot = await log.LoadSnapshotAsync(stream, cancellation).ConfigureAwait(false);
        var room = stream.Value.StartsWith(RoomLog.Prefix, StringComparison.Ordinal) ? new RoomReplay() : null;
        var before = await storage.Archive.TrimmedAsync(stream, cancellation).ConfigureAwait(false);
        var trimmed = before;
        long missing = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        long last = 0;
        await foreach (var e in log.ReadAsync(stream, 1, cancellation).ConfigureAwait(false))
        {
            Events++;
            var gap = e.Sequence - last - 1;
            // A running server may have removed some since we looked.
            if (gap > 0 && e.Sequence - 1 > trimmed.Through) trimmed = await storage.Archive.TrimmedAsync(stream, cancellation).ConfigureAwait(false);
            if (gap < 0 || (gap > 0 && e.Sequence - 1 > trimmed.Through))
            {
                yield return $"event {e.Sequence} follows event {last}.";
                room = null;
            }
            else missing += gap;
            room?.Skip(gap);
            last = e.Sequence;
            if (e.Archive is { } archive)
            {
                Messages++;
                if (!ids.Add(archive.Id)) yield return $"the archive id {archive.Id} of event {e.Sequence} is another's already.";
            }
            if (room is null) continue;
            if (room.Apply(e) is { } wrong)
            {
                yield return wrong;
                room = null;
            }
            else if (snapshot is { Version: RoomSnapshotCodec.Version } && snapshot.Sequence == e.Sequence && Differs(snapshot, room.State, missing > 0))
                yield return $"the snapshot at event {e.Sequence} is not what the events before it make.";
        }
        trimmed = await storage.Archive.TrimmedAsync(stream, cancellation).ConfigureAwait(false);
        missing += Math.Max(0, before.Through - last);
        if (missing < before.Events) yield return $"retention has removed {before.Events} events, but only {missing} are missing.";
        if (missing > trimmed.Events) yield return $"{missing} events are missing, of which retention has removed {trimmed.Events}.";
    }

    // Where messages are not stored, the state counts them and remembers none; the rest must be the same.
    private static bool Differs(Snapshot snapshot, RoomState? folded, bool isTrimmed)
    {
        var kept = RoomSnapshotCodec.Decode(snapshot.Payload.Span);
        if (kept is null || folded is null) return !(kept is null && folded is null);
        if (isTrimmed) return !Rest(kept).AsSpan().SequenceEqual(Rest(folded));
        // What is too old to be shown leaves the room before it leaves the log.
        if (kept.History.Length < folded.History.Length) folded = folded with { History = [.. folded.History.TakeLast(kept.History.Length)] };
        if (kept.Sequence != folded.Sequence) return !Core(kept).AsSpan().SequenceEqual(Core(folded));
        return !RoomSnapshotCodec.Encode(kept).AsSpan().SequenceEqual(RoomSnapshotCodec.Encode(folded));
    }

    // What messages do to a room besides being said is not known of those that retention has removed.
    private static byte[] Rest(RoomState state) => Core(state with { Paces = state.Paces.Clear(), Activity = Activity.None });

    private static byte[] Core(RoomState state) => RoomSnapshotCodec.Encode(state with { Sequence = 0, History = [], Occupants = OccupantTable.Empty });
}

/// <summary>A room made again from its events.</summary>
internal sealed class RoomReplay
{
    internal RoomState? State { get; private set; }

    /// <summary>The event as it was understood last.</summary>
    internal RoomEvent? Event { get; private set; }

    /// <summary>Applies an event.</summary>
    /// <returns>Null, or why it cannot be applied.</returns>
    internal string? Apply(LogEvent e)
    {
        try
        {
            Event = RoomEventCodec.Decode(e.Payload.Span);
        }
        catch (JsonException wrong)
        {
            return $"event {e.Sequence} ({e.Type}) cannot be read: {wrong.Message}";
        }
        try
        {
            State = RoomFold.Apply(State, Event);
            return null;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            return $"event {e.Sequence} ({e.Type}) does not fit what was before: {wrong.Message}";
        }
    }

    /// <summary>Passes over messages that are no longer kept.</summary>
    internal void Skip(long messages) => State = RoomFold.Skip(State, messages);
}
