using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Messages are taken back by their authors (XEP-0424) or taken away by moderators (XEP-0425).</summary>
internal static class Retracting
{
    /// <summary>The id of the message that a stanza would take back, by the archive; or null.</summary>
    internal static string? TargetOf(Stanza? stanza) => stanza switch
    {
        Message { Type: MessageType.Groupchat } message => message.Child("retract", MessageTraits.Retraction)?["id"],
        Iq { Type: IqType.Set } iq => iq.Child("moderate", Tombstones.Moderation)?["id"],
        _ => null,
    };

    /// <summary>Whether the author may take the message back; what the room does not know it cannot judge, and passes on.</summary>
    internal static StanzaError? Refusal(RoomTurn turn, Message message, Occupant author)
        => TargetOf(message) is { } target && AuthorOf(turn, target) is { } id && id != author.OccupantId
            ? StanzaError.Forbidden("Only its author may take a message back.")
            : null;

    /// <summary>The retraction has been sent; now the message itself goes.</summary>
    internal static void Sent(RoomTurn turn, Message message, string retractionId)
    {
        if (TargetOf(message) is { } target && AuthorOf(turn, target) is not null) turn.Emit(new MessageRetracted(target, retractionId));
    }

    internal static void Moderate(RoomTurn turn, Iq iq, Element moderate)
    {
        var occupant = turn.Room.Occupants.BySession(iq.From);
        if (occupant?.Role != Role.Moderator && turn.AffiliationOf(iq.From) < Affiliation.Admin)
            turn.Refuse(iq, StanzaError.Forbidden("Only moderators take away messages of others."));
        else if (moderate.Child("retract", MessageTraits.Retraction) is null || moderate["id"] is not { Length: > 0 } target)
            turn.Refuse(iq, StanzaError.BadRequest("The request names no message to retract."));
        else if (AuthorOf(turn, target) is null) turn.Refuse(iq, StanzaError.ItemNotFound("There is no such message."));
        else
        {
            turn.Reply(iq.ToResult());
            turn.Emit(new MessageModerated(target, turn.Context.NewId(), turn.Context.ArchiveId(turn.Room.Sequence + 1), occupant?.Nick,
                turn.Context.OccupantId(iq.From), moderate.Child("reason")?.Text));
        }
    }

    private static string? AuthorOf(RoomTurn turn, string target)
    {
        foreach (var message in turn.Room.History)
            if (message.ArchiveId == target) return message.OccupantId;
        // What was said before the room was made anew is none of its business.
        return turn.Context.Archived(target) is { } archived && archived.At >= turn.Room.CreatedAt ? archived.OccupantId : null;
    }
}
