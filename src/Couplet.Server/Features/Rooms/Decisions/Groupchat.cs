using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A message to everybody (XEP-0045 §7.4).</summary>
internal static class Groupchat
{
    internal static void Decide(RoomTurn turn, Message message)
    {
        var room = turn.Room;
        if (room.Occupants.BySession(message.From) is not { } occupant)
        {
            turn.Refuse(message, StanzaError.NotAcceptable("Only occupants may speak.") with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (SubjectChanging.IsSubjectChange(message))
        {
            SubjectChanging.Decide(turn, message, occupant);
            return;
        }
        if (occupant.Role == Role.Visitor)
        {
            turn.Refuse(message, StanzaError.Forbidden("Visitors have no voice here."));
            return;
        }
        if ((Pacing.Refusal(turn, message) ?? Retracting.Refusal(turn, message, occupant)) is { } refusal)
        {
            turn.Refuse(message, refusal);
            return;
        }
        var id = message.Id ?? turn.Context.NewId();
        var payload = MentionPermissions.Filter(room, occupant, Metadata.Strip(message, room.Room));
        var said = new MessageSent(message.From, occupant.Nick, occupant.OccupantId, id,
            turn.Context.ArchiveId(room.Sequence + 1), message.Lang, payload, IsHistoric(message), room.IsNonAnonymous ? true : null,
            IsPrior(payload) && room.AffiliationOf(message.From) == Affiliation.Owner ? true : null);
        turn.Emit(said);
        Mentions.Notify(turn, said);
        Retracting.Sent(turn, message, id);
    }

    /// <summary>Whether it comes from an earlier conversation and says when it was said there (§7.9): what is left of a delay is not in the room's name.</summary>
    private static bool IsPrior(StanzaPayload payload)
        => payload.Child("delay", ArchiveAnswer.DelayNamespace) is { } delay && delay["from"] is not null && delay["stamp"] is not null;

    /// <summary>Whether newcomers get it: what people said, unless it asks not to be kept (XEP-0334).</summary>
    private static bool IsHistoric(Message message)
    {
        if (message.Child("no-store", ForeignNamespaces.Hints) is not null || message.Child("no-permanent-store", ForeignNamespaces.Hints) is not null)
            return false;
        foreach (var element in message.Elements())
            if (element.Name is "body" or "encrypted" or "reactions" or "retract" or "apply-to" || element.Is("store", ForeignNamespaces.Hints)) return true;
        return false;
    }
}
