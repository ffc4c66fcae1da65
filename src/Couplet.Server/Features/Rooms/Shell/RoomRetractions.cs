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

    /// <summary>Buries what the events of a committed decision have taken back.</summary>
    internal async ValueTask BuryAsync(IEnumerable<RoomOutcome> outcomes)
    {
        foreach (var e in outcomes.SelectMany(o => o.Events))
        {
            if (e is MessageRetracted r) await BuryAsync(r.Target, Tombstones.Of(r)).ConfigureAwait(false);
            else if (e is MessageModerated m) await BuryAsync(m.Target, Tombstones.Of(m, room)).ConfigureAwait(false);
        }
    }

    private async ValueTask BuryAsync(string id, StanzaPayload tombstone)
    {
        try
        {
            if (await FindAsync(id).ConfigureAwait(false) is not { } message || Tombstones.IsBuried(message.Payload)) return;
            var buried = Tombstones.Bury(message, tombstone);
            await storage.Archive.ReplaceAsync(OwnerToken.Single, _stream, id, RoomEventTypes.NameOf(buried), 1, RoomEventCodec.Encode(buried)).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotBuried(logger, e);
        }
    }

    private async ValueTask<MessageSent?> FindAsync(string id)
    {
        try
        {
            var page = await storage.Archive.QueryAsync(_stream, new ArchiveQuery { Ids = [id], Max = 1 }).ConfigureAwait(false);
            return page.Items is [var item, ..] ? RoomEventCodec.Decode(item.Payload.Span) as MessageSent : null;
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotFound(logger, e);
            return null;
        }
    }
}
