using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Somebody sets or clears the subject (XEP-0045 §8.1).</summary>
internal static class SubjectChanging
{
    /// <summary>A subject without a body or thread: with one of them it is an ordinary message.</summary>
    internal static bool IsSubjectChange(Message message)
        => message.Child("subject", Stanza.ClientNamespace) is not null && message.Child("body", Stanza.ClientNamespace) is null
            && message.Child("thread", Stanza.ClientNamespace) is null;

    internal static void Decide(RoomTurn turn, Message message, Occupant occupant)
    {
        var room = turn.Room;
        if (occupant.Role != Role.Moderator && (occupant.Role != Role.Participant || !room.Config.OccupantsChangeSubject))
        {
            turn.Refuse(message, StanzaError.Forbidden("The subject is not yours to change."));
            return;
        }
        if (message.ChildText("subject")!.Length > turn.Context.Options.MaxSubjectLength)
        {
            turn.Refuse(message, StanzaError.NotAcceptable("The subject is too long."));
            return;
        }
        turn.Emit(new SubjectChanged(message.From, occupant.Nick, occupant.OccupantId, message.Id ?? turn.Context.NewId(),
            turn.Context.ArchiveId(room.Sequence + 1), message.Lang, Metadata.Strip(message, room.Room)));
    }
}
