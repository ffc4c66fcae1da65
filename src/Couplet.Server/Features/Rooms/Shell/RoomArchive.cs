using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms.View;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The archive of a room (XEP-0313): the messages in its log, as its occupants saw them. Who may enter the room may read it; real JIDs
/// see only those who may see them now and could have seen them when it was said. The life of the room is what counts: a room made anew under an old name does not show what was said before.
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
                return await PageAsync(iq, state, SightOf(iq.From, state)).ConfigureAwait(false);
            default:
                return StanzaError.ServiceUnavailable();
        }
    }

    private async ValueTask<IqReply> PageAsync(Iq iq, RoomState state, AddressSight sight)
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
                MessageSent sent => MessageView.Archived(sent, state, sight),
                SubjectChanged subject => MessageView.Changed(subject, state),
                MessageModerated moderated => MessageView.Moderated(moderated, state),
                _ => null,
            };
            if (message is not null) server.Router.Route(ArchiveAnswer.Result(room, iq.From, request.QueryId, entry.Id, item.Time, message));
        }
        return ArchiveAnswer.Fin(page);
    }

    /// <summary>Moderators see addresses in every room; others in a non-anonymous one, and of what was said while it was semi-anonymous not even there.</summary>
    internal static AddressSight SightOf(Jid reader, RoomState state)
    {
        if (state.AffiliationOf(reader) >= Affiliation.Admin || state.Occupants.BySession(reader) is { Role: Role.Moderator }) return AddressSight.All;
        return state.IsNonAnonymous ? AddressSight.Public : AddressSight.None;
    }

    /// <summary>XEP-0313 §6: whoever is in the room, or could enter it now without a password.</summary>
    private static bool MayRead(Jid reader, RoomState state, RoomContext context)
    {
        if (state.Occupants.BySession(reader) is not null || context.IsServiceAdmin(reader)) return true;
        var affiliation = state.AffiliationOf(reader);
        return affiliation != Affiliation.Outcast && (affiliation >= Affiliation.Member || state.Config is { MembersOnly: false, Password: null });
    }
}
