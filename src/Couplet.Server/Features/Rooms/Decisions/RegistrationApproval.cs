using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>An admin grants or refuses a registration (XEP-0045 §9.9).</summary>
internal static class RegistrationApproval
{
    internal static void Decide(RoomTurn turn, Message message, DataForm form)
    {
        if (turn.AffiliationOf(message.From) < Affiliation.Admin)
        {
            turn.Refuse(message, StanzaError.Forbidden());
            return;
        }
        if (form.Type == DataFormType.Cancel) return;
        if (Find(turn.Room, form) is not { } account || form.GetBool("muc#register_allow") is not { } allow)
        {
            turn.Refuse(message, StanzaError.ItemNotFound("Nobody waits for approval under that name."));
            return;
        }
        var actor = turn.ActorOf(message.From);
        var nick = turn.Room.PendingRegistrations[account];
        if (!allow) turn.Emit(new RegistrationRefused(account, actor));
        else if (Joining.IsTaken(turn.Room, nick, account)) turn.Refuse(message, StanzaError.Conflict("The nickname is taken by now."));
        else if (!Affiliating.HasSpace(turn)) turn.Refuse(message, StanzaError.ResourceConstraint());
        else Affiliating.Set(turn, account, Affiliation.Member, nick, null, actor);
    }

    private static Jid? Find(RoomState room, DataForm form)
    {
        if (Jid.TryParse(form.GetValue("muc#jid"), out var account)) return room.PendingRegistrations.ContainsKey(account.Bare) ? account.Bare : null;
        foreach (var (candidate, nick) in room.PendingRegistrations)
            if (nick == form.GetValue("muc#register_roomnick")) return candidate;
        return null;
    }
}
