using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// A room's stream in the event log: from events to state and back. Its numbers are its own: where messages are not stored, the state
/// counts them and the log does not.
/// </summary>
internal sealed class RoomLog(Jid room, ICoupletStorage storage, bool keepMessages)
{
    internal const string Prefix = "room:";

    /// <summary>Events that a room which is in use may have to read when it is opened.</summary>
    internal const int SnapshotEvery = 1_000;

    // A room that has fallen silent is likely to be opened next by a newcomer, who waits for it.
    private const int SnapshotWhenIdle = 50;

    private readonly StreamId _stream = StreamOf(room);
    private long _sequence;
    private long _snapshot;

    internal static StreamId StreamOf(Jid room) => new(Prefix + room);

    /// <summary>The room as its log has it; null if there is none.</summary>
    internal async ValueTask<RoomState?> LoadAsync()
    {
        RoomState? state = null;
        _sequence = _snapshot = 0;
        if (await storage.Log.LoadSnapshotAsync(_stream).ConfigureAwait(false) is { Version: RoomSnapshotCodec.Version } snapshot)
        {
            state = RoomSnapshotCodec.Decode(snapshot.Payload.Span);
            _sequence = _snapshot = snapshot.Sequence;
        }
        await foreach (var stored in storage.Log.ReadAsync(_stream, _sequence + 1).ConfigureAwait(false))
        {
            state = RoomFold.Apply(state, RoomEventCodec.Decode(stored.Payload.Span));
            _sequence = stored.Sequence;
        }
        return state;
    }

    /// <summary>What has been decided, as it is to be stored.</summary>
    internal LogEvent[] EventsOf(List<RoomOutcome> outcomes)
    {
        var events = new List<LogEvent>();
        foreach (var outcome in outcomes)
        {
            foreach (var e in outcome.Events)
            {
                if (e is MessageSent && !keepMessages) continue;
                events.Add(ToLog(e, _sequence + events.Count + 1));
            }
        }
        return [.. events];
    }

    /// <summary>Stores it, all of it in one append; true when it is on disk.</summary>
    internal async ValueTask<bool> AppendAsync(LogEvent[] events)
    {
        if (events.Length == 0) return true;
        var result = await storage.Log.AppendAsync(OwnerToken.Single, events).ConfigureAwait(false);
        if (result != AppendResult.Committed) return false;
        _sequence += events.Length;
        return true;
    }

    /// <summary>Keeps the state that the log leads to, if the way there has become long.</summary>
    internal async ValueTask SnapshotAsync(RoomState? state)
    {
        var idle = state is null or { Occupants.Count: 0 };
        if (_sequence - _snapshot < (idle ? SnapshotWhenIdle : SnapshotEvery)) return;
        // Counted from here even if it fails: a storage in trouble is not asked again at every message.
        _snapshot = _sequence;
        if (!keepMessages) state = state is null ? null : state with { History = [] };
        await storage.Log.SaveSnapshotAsync(new Snapshot(_stream, _sequence, RoomSnapshotCodec.Version, RoomSnapshotCodec.Encode(state))).ConfigureAwait(false);
    }

    private LogEvent ToLog(RoomEvent e, long sequence) => new()
    {
        Stream = _stream,
        Sequence = sequence,
        Type = RoomEventTypes.NameOf(e),
        Time = e.At,
        Payload = RoomEventCodec.Encode(e),
        CommandId = e.Cause,
        Archive = e switch
        {
            MessageSent { Historic: true } message => RoomArchiveEntries.Of(room, message),
            MessageModerated moderated => RoomArchiveEntries.Of(room, moderated),
            _ => null,
        },
    };
}
