using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms.View;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The archive of a room (XEP-0313): the messages in its log, as its occupants saw them. Who may enter the room may read it; only
/// those who may see real JIDs see them in it. The life of the room is what counts: a room made anew under an old name does not show what was said before.
/// </summary>
internal sealed class RoomArchive(Jid room, CoupletServer server)
{
    private readonly StreamId _stream = RoomLog.StreamOf(room);

    /// <summary>Whether a stanza is a question to the archive.</summary>
    internal static bool Concerns(Stanza? stanza) => stanza is Iq { IsRequest: true, To.IsBare: true } iq && iq.FirstChild is { Namespace: ArchiveProtocol.Namespace };

    /// <summary>Answers a question. The results come before the iq that ends the page.</summary>
    internal async ValueTask AnswerAsync(Iq iq, RoomState? state, RoomContext context)
    {
        var reply = await QueryAsync(iq, state, context).ConfigureAwait(false);
        server.Router.Route(reply.ToStanza(iq)!);
    }

    private async ValueTask<IqReply> QueryAsync(Iq iq, RoomState? state, RoomContext context)
    {
        if (state is not { Tombstone: null }) return StanzaError.ItemNotFound();
        if (!MayRead(iq.From, state, context)) return StanzaError.Forbidden("The archive is for those who may enter the room.");
        switch (iq.FirstChild!.Name, iq.Type)
        {
            case ("query", IqType.Get):
                return ArchiveAnswer.Form();
            case ("metadata", IqType.Get):
                return ArchiveAnswer.Metadata(await server.Storage.Archive.MetadataAsync(_stream).ConfigureAwait(false));
            case ("query", IqType.Set):
                return await PageAsync(iq, state, SeesAddresses(iq.From, state)).ConfigureAwait(false);
            default:
                return StanzaError.ServiceUnavailable();
        }
    }

    private async ValueTask<IqReply> PageAsync(Iq iq, RoomState state, bool withAddresses)
    {
        if (ArchiveRequest.TryRead(iq.FirstChild!, out var request) is { } error) return error;
        var query = request!.Query;
        if (query.Start is null || query.Start < state.CreatedAt) query = query with { Start = state.CreatedAt };
        var page = await server.Storage.Archive.QueryAsync(_stream, query).ConfigureAwait(false);
        if (page.IsItemNotFound) return StanzaError.ItemNotFound();
        foreach (var item in page.Items)
        {
            if (item.Archive is not { } entry) continue;
            Message? message = RoomEventCodec.Decode(item.Payload.Span) switch
            {
                MessageSent sent => MessageView.Archived(sent, state, withAddresses),
                SubjectChanged subject => MessageView.Changed(subject, state),
                MessageModerated moderated => MessageView.Moderated(moderated, state),
                _ => null,
            };
            if (message is not null) server.Router.Route(ArchiveAnswer.Result(room, iq.From, request.QueryId, entry.Id, item.Time, message));
        }
        return ArchiveAnswer.Fin(page);
    }

    /// <summary>Whether the reader would see real JIDs in the room as it is now.</summary>
    private static bool SeesAddresses(Jid reader, RoomState state)
        => state.IsNonAnonymous || state.AffiliationOf(reader) >= Affiliation.Admin
            || (state.Occupants.BySession(reader) is { } occupant && state.SeesJids(occupant.Role));

    /// <summary>XEP-0313 §6: whoever is in the room, or could enter it now without a password.</summary>
    private static bool MayRead(Jid reader, RoomState state, RoomContext context)
    {
        if (state.Occupants.BySession(reader) is not null || context.IsServiceAdmin(reader)) return true;
        var affiliation = state.AffiliationOf(reader);
        return affiliation != Affiliation.Outcast && (affiliation >= Affiliation.Member || state.Config is { MembersOnly: false, Password: null });
    }
}
