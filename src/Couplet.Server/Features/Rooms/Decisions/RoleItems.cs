using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>One change of a role: kick, voice, moderator (XEP-0045 §8.2 to §8.5, §9.6 to §9.8).</summary>
internal static class RoleItems
{
    internal static StanzaError? Decide(RoomTurn turn, Jid sender, Element item, string word)
    {
        if (Words.ReadRole(word) is not { } role) return StanzaError.BadRequest("There is no such role.");
        var rank = turn.AffiliationOf(sender);
        if (rank < Affiliation.Admin && !turn.Room.Occupants.OfAccount(sender.Bare).Any(o => o.Role == Role.Moderator)) return StanzaError.Forbidden();
        if (item["nick"] is not { Length: > 0 } nick) return StanzaError.BadRequest("A role belongs to a nickname.");
        if (turn.Room.Occupants.ByNick(nick) is not { } occupant) return StanzaError.ItemNotFound("Nobody here has that nickname.");
        var refusal = role == Role.None ? Kick(turn, sender, rank, occupant) : Assign(turn, sender, rank, occupant, role);
        if (refusal is not null) return refusal;
        turn.Emit(new RoleChanged(occupant.Nick, role, role == Role.None ? 307 : null, turn.ActorOf(sender), item.Child("reason")?.Text));
        return null;
    }

    private static StanzaError? Kick(RoomTurn turn, Jid sender, Affiliation rank, Occupant occupant)
    {
        if (occupant.Session(sender) is not null) return StanzaError.Conflict("Nobody can kick himself.");
        if (turn.AffiliationOf(occupant.Account) > rank) return StanzaError.NotAllowed();
        return occupant.Role == Role.Moderator && rank < Affiliation.Admin ? StanzaError.NotAllowed("Moderators are kicked by admins only.") : null;
    }

    private static StanzaError? Assign(RoomTurn turn, Jid sender, Affiliation rank, Occupant occupant, Role role)
    {
        if (role == Role.Moderator) return rank < Affiliation.Admin ? StanzaError.Forbidden("Only admins make moderators.") : null;
        if (role >= occupant.Role) return null;
        var target = turn.AffiliationOf(occupant.Account);
        if (target >= Affiliation.Admin) return StanzaError.NotAllowed("Admins and owners keep their role.");
        if (occupant.Role == Role.Moderator && rank < Affiliation.Admin)
            return occupant.Account == sender.Bare ? null : StanzaError.Forbidden("Only admins unmake moderators.");
        return rank < Affiliation.Admin && target > Affiliation.None && target >= rank ? StanzaError.NotAllowed() : null;
    }
}
