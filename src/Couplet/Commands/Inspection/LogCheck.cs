using System.Text.Json;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Storage;

namespace Couplet.Commands.Inspection;

/// <summary>What must be true of every log, looked at from its first event to its last.</summary>
internal sealed class LogCheck(IEventLog log)
{
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
        var ids = new HashSet<string>(StringComparer.Ordinal);
        long last = 0;
        await foreach (var e in log.ReadAsync(stream, 1, cancellation).ConfigureAwait(false))
        {
            Events++;
            if (last == 0 && e.Sequence > 1)
            {
                // The beginning has been trimmed (retention); the snapshot stands in for it.
                if (snapshot is null || snapshot.Sequence < e.Sequence - 1) yield return $"it begins with event {e.Sequence}, and no snapshot holds what was before.";
                room = null;
            }
            else if (e.Sequence != last + 1) yield return $"event {e.Sequence} follows event {last}.";
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
            else if (snapshot is { Version: RoomSnapshotCodec.Version } && snapshot.Sequence == e.Sequence && Differs(snapshot, room.State))
                yield return $"the snapshot at event {e.Sequence} is not what the events before it make.";
        }
    }

    // Where messages are not stored, the state counts them and remembers none; the rest must be the same.
    private static bool Differs(Snapshot snapshot, RoomState? folded)
    {
        var kept = RoomSnapshotCodec.Decode(snapshot.Payload.Span);
        if (kept is null || folded is null) return !(kept is null && folded is null);
        if (kept.Sequence != folded.Sequence) return !Core(kept).AsSpan().SequenceEqual(Core(folded));
        return !RoomSnapshotCodec.Encode(kept).AsSpan().SequenceEqual(RoomSnapshotCodec.Encode(folded));
    }

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

    /// <summary>Starts from a snapshot, where the beginning of the log has been trimmed.</summary>
    internal void StartFrom(RoomState? state) => State = state;
}
