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

    /// <summary>The most events that a room which is in use may have to read when it is opened.</summary>
    internal const int SnapshotEvery = 1_000;

    // Reading events is what opening costs, so a snapshot is kept as often as it stays small beside the events it spares: for each of them
    // it may add about half of what the event itself takes on disk.
    private const int SnapshotAtLeastEvery = 100;
    private const int BytesPerEvent = 200;

    // A room that has fallen silent is likely to be opened next by a newcomer, who waits for it.
    private const int SnapshotWhenIdle = 50;

    private readonly StreamId _stream = StreamOf(room);
    private long _sequence;
    private long _snapshot;
    private int _every = SnapshotAtLeastEvery;
    private bool _hasSnapshot;
    private bool _isStale;

    internal static StreamId StreamOf(Jid room) => new(Prefix + room);

    /// <summary>The room as its log has it; null if there is none.</summary>
    /// <param name="retractions">Takes what has been taken back since the snapshot: whether it left the archive before the process ended nobody knows.</param>
    internal async ValueTask<RoomState?> LoadAsync(Func<IEnumerable<RoomEvent>, bool>? retractions = null)
    {
        RoomState? state = null;
        _sequence = _snapshot = 0;
        _hasSnapshot = false;
        if (await storage.Log.LoadSnapshotAsync(_stream).ConfigureAwait(false) is { Version: RoomSnapshotCodec.Version } snapshot)
        {
            state = RoomSnapshotCodec.Decode(snapshot.Payload.Span);
            _sequence = _snapshot = snapshot.Sequence;
            Pace(snapshot.Payload.Length);
            _hasSnapshot = true;
        }
        await foreach (var stored in storage.Log.ReadAsync(_stream, _sequence + 1).ConfigureAwait(false))
        {
            state = RoomFold.Skip(state, stored.Sequence - _sequence - 1);
            var e = RoomEventCodec.Decode(stored.Payload.Span);
            if (retractions?.Invoke([e]) == true) _isStale = true;
            state = RoomFold.Apply(state, e);
            _sequence = stored.Sequence;
        }
        // Retention may have taken the very last ones.
        var last = await storage.Log.LastSequenceAsync(_stream).ConfigureAwait(false);
        state = RoomFold.Skip(state, last - _sequence);
        _sequence = last;
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

    /// <summary>Something has been taken back: a snapshot made before still has it.</summary>
    internal void Outdate() => _isStale = true;

    /// <summary>Keeps the state that the log leads to, if the way there has become long or the snapshot has what it must not have.</summary>
    internal async ValueTask SnapshotAsync(RoomState? state)
    {
        var idle = state is null or { Occupants.Count: 0 };
        var holdsTooMuch = _isStale && _hasSnapshot;
        if (!holdsTooMuch && _sequence - _snapshot < (idle ? SnapshotWhenIdle : _every)) return;
        // Counted from here even if it fails: a storage in trouble is not asked again at every message.
        _snapshot = _sequence;
        if (!keepMessages) state = state is null ? null : state with { History = [] };
        var payload = RoomSnapshotCodec.Encode(state);
        Pace(payload.Length);
        var snapshot = new Snapshot(_stream, _sequence, RoomSnapshotCodec.Version, payload);
        if (!await storage.Log.SaveSnapshotAsync(OwnerToken.Single, snapshot).ConfigureAwait(false)) throw new StorageException($"Somebody else writes the log of {room}.");
        (_hasSnapshot, _isStale) = (true, false);
    }

    private void Pace(int bytes) => _every = Math.Clamp(bytes / BytesPerEvent, SnapshotAtLeastEvery, SnapshotEvery);

    private LogEvent ToLog(RoomEvent e, long sequence) => new()
    {
        Stream = _stream,
        Sequence = sequence,
        Type = RoomEventTypes.NameOf(e),
        Time = e.At,
        Payload = RoomEventCodec.Encode(e),
        CommandId = e.Cause,
        Archive = keepMessages ? RoomArchiveEntries.Of(room, e) : null,
    };
}
