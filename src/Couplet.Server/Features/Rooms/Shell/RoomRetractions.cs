using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>The archive's part in retractions: finds the message that is meant, and puts a tombstone in its place.</summary>
internal sealed class RoomRetractions(Jid room, ICoupletStorage storage, ILogger logger)
{
    private readonly StreamId _stream = RoomLog.StreamOf(room);
    private readonly Queue<(string Target, StanzaPayload Tombstone)> _open = new();

    /// <summary>The archived messages that a batch of requests would take back, by id; null where there is none.</summary>
    internal async ValueTask<Dictionary<string, MessageSent>?> FindAsync(IReadOnlyList<Work> batch)
    {
        Dictionary<string, MessageSent>? found = null;
        foreach (var work in batch)
        {
            if (Retracting.TargetOf(work.Stanza) is not { } id || await FindAsync(id).ConfigureAwait(false) is not { } message) continue;
            (found ??= new(StringComparer.Ordinal))[id] = message;
        }
        return found;
    }

    /// <summary>Whether what has been taken back is gone from the archive, all of it.</summary>
    internal bool IsDone => _open.Count == 0;

    /// <summary>Takes note of what committed events have taken back.</summary>
    /// <returns>Whether there was anything.</returns>
    internal bool Add(IEnumerable<RoomEvent> events)
    {
        var before = _open.Count;
        foreach (var e in events)
        {
            if (e is MessageRetracted r) _open.Enqueue((r.Target, Tombstones.Of(r)));
            else if (e is MessageModerated m) _open.Enqueue((m.Target, Tombstones.Of(m, room)));
        }
        return _open.Count > before;
    }

    /// <summary>Buries what has been noted; what fails is tried again the next time. Nothing is done twice: a tombstone stays as it is.</summary>
    internal async ValueTask BuryAsync()
    {
        while (_open.TryPeek(out var next))
        {
            try
            {
                await BuryAsync(next.Target, next.Tombstone).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                RoomLogMessages.NotBuried(logger, e);
                return;
            }
            _open.Dequeue();
        }
    }

    private async ValueTask BuryAsync(string id, StanzaPayload tombstone)
    {
        if (await ReadAsync(id).ConfigureAwait(false) is not { } message || Tombstones.IsBuried(message.Payload)) return;
        var buried = Tombstones.Bury(message, tombstone);
        await storage.Archive.ReplaceAsync(OwnerToken.Single, _stream, id, RoomEventTypes.NameOf(buried), 1, RoomEventCodec.Encode(buried)).ConfigureAwait(false);
    }

    private async ValueTask<MessageSent?> ReadAsync(string id)
    {
        var page = await storage.Archive.QueryAsync(_stream, new ArchiveQuery { Ids = [id], Max = 1 }).ConfigureAwait(false);
        return page.Items is [var item, ..] ? RoomEventCodec.Decode(item.Payload.Span) as MessageSent : null;
    }

    private async ValueTask<MessageSent?> FindAsync(string id)
    {
        try
        {
            return await ReadAsync(id).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotFound(logger, e);
            return null;
        }
    }
}
