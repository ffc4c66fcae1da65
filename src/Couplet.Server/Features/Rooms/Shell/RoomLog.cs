using Couplet.Protocol.Addressing;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>A room's stream in the event log: from events to state and back.</summary>
internal sealed class RoomLog(Jid room, ICoupletStorage storage, bool keepMessages)
{
    internal const string Prefix = "room:";

    private readonly StreamId _stream = StreamOf(room);
    private long _sequence;

    internal static StreamId StreamOf(Jid room) => new(Prefix + room);

    /// <summary>The room as its log has it; null if there is none.</summary>
    internal async ValueTask<RoomState?> LoadAsync()
    {
        RoomState? state = null;
        _sequence = 0;
        await foreach (var stored in storage.Log.ReadAsync(_stream).ConfigureAwait(false))
        {
            state = RoomFold.Apply(state, RoomEventCodec.Decode(stored.Payload.Span));
            _sequence = stored.Sequence;
        }
        return state;
    }

    /// <summary>Stores what has been decided, all of it in one append; true when it is on disk.</summary>
    internal async ValueTask<bool> AppendAsync(List<RoomOutcome> outcomes)
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
        if (events.Count == 0) return true;
        var result = await storage.Log.AppendAsync(OwnerToken.Single, events.ToArray()).ConfigureAwait(false);
        if (result != AppendResult.Committed) return false;
        _sequence += events.Count;
        return true;
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
