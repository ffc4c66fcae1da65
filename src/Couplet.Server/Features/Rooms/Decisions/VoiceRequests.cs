using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A visitor asks for voice; a moderator grants it (XEP-0045 §7.13, §8.6).</summary>
internal static class VoiceRequests
{
    internal static void Decide(RoomTurn turn, Message message, DataForm form)
    {
        if (turn.Room.Occupants.BySession(message.From) is not { } sender)
        {
            turn.Refuse(message, StanzaError.NotAcceptable() with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (form.Field("muc#request_allow") is null && form.Type == DataFormType.Submit) Ask(turn, message, sender, form);
        else if (sender.Role == Role.Moderator) Answer(turn, message, form);
        else turn.Refuse(message, StanzaError.Forbidden());
    }

    private static void Ask(RoomTurn turn, Message message, Occupant sender, DataForm form)
    {
        if (form.GetValue("muc#role") != "participant")
        {
            turn.Refuse(message, StanzaError.BadRequest("Only voice can be asked for."));
            return;
        }
        if (sender.Role != Role.Visitor) return; // It has what it asks for.
        turn.Deliver(RequestView.Voice(turn.Room, sender, message.From, turn.Context.NewId()));
    }

    private static void Answer(RoomTurn turn, Message message, DataForm form)
    {
        if (form.Type == DataFormType.Cancel || form.GetBool("muc#request_allow") != true) return;
        if (form.GetValue("muc#roomnick") is not { } nick || turn.Room.Occupants.ByNick(nick) is not { } occupant)
        {
            turn.Refuse(message, StanzaError.ItemNotFound("Nobody here has that nickname."));
            return;
        }
        if (occupant.Role == Role.Visitor) turn.Emit(new RoleChanged(occupant.Nick, Role.Participant, null, turn.ActorOf(message.From), null));
    }
}
