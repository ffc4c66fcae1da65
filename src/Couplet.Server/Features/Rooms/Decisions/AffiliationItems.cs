using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>One change of an affiliation (XEP-0045 §9.1 to §9.5, §10.3 to §10.8).</summary>
internal static class AffiliationItems
{
    internal static StanzaError? Decide(RoomTurn turn, Jid sender, Element item)
    {
        if (Words.ReadAffiliation(item["affiliation"]) is not { } affiliation) return StanzaError.BadRequest("There is no such affiliation.");
        var rank = turn.AffiliationOf(sender);
        if (rank < Affiliation.Admin) return StanzaError.Forbidden();
        if (Target(turn, item, out var account) is { } unclear) return unclear;
        if (Permission(turn, sender.Bare, rank, account, affiliation) is { } refusal) return refusal;
        if (Nick(turn, item, account, affiliation, out var nick) is { } nickError) return nickError;
        if (affiliation != Affiliation.None && !turn.Room.Affiliations.ContainsKey(account) && !Affiliating.HasSpace(turn))
            return StanzaError.ResourceConstraint("The lists of this room are full.");
        Affiliating.Set(turn, account, affiliation, nick, item.Child("reason")?.Text, turn.ActorOf(sender));
        return null;
    }

    /// <summary>Whom it is about: by bare JID; by nickname only where an occupant is meant and no address is given.</summary>
    private static StanzaError? Target(RoomTurn turn, Element item, out Jid account)
    {
        account = default;
        if (item["jid"] is { } text)
        {
            if (!Jid.TryParse(text, out account)) return StanzaError.JidMalformed();
            account = account.Bare;
            return null;
        }
        if (item["nick"] is not { Length: > 0 } nick) return StanzaError.BadRequest("An affiliation belongs to an address.");
        if (turn.Room.Occupants.ByNick(nick) is not { } occupant) return StanzaError.ItemNotFound("Nobody here has that nickname.");
        account = occupant.Account;
        return null;
    }

    private static StanzaError? Permission(RoomTurn turn, Jid sender, Affiliation rank, Jid account, Affiliation affiliation)
    {
        var was = turn.Room.AffiliationOf(account);
        if (account == sender && affiliation == Affiliation.Outcast) return StanzaError.Conflict("Nobody can ban himself.");
        if (affiliation == Affiliation.Outcast && turn.Context.IsServiceAdmin(account)) return StanzaError.NotAllowed();
        if (rank == Affiliation.Owner) return null;
        // A ban of who stands as high or higher is not-allowed (§9.1); what only owners grant or revoke is forbidden (§10.3 to §10.7).
        if (affiliation == Affiliation.Outcast) return was >= Affiliation.Admin ? StanzaError.NotAllowed() : null;
        if (was == Affiliation.Owner || (affiliation > was && affiliation >= Affiliation.Admin))
            return StanzaError.Forbidden("Only owners appoint and dismiss admins and owners.");
        // An admin may step down, and may reserve its own nickname; other admins are an owner's business.
        return was == Affiliation.Admin && account != sender ? StanzaError.Forbidden() : null;
    }

    private static StanzaError? Nick(RoomTurn turn, Element item, Jid account, Affiliation affiliation, out string? nick)
    {
        nick = turn.Room.ReservedNickOf(account);
        if (item["nick"] is not { } wanted || item["jid"] is null) return null;
        if (wanted.Length == 0)
        {
            nick = null;
            return null;
        }
        if (affiliation < Affiliation.Member) return null;
        nick = turn.Room.Room.TryWithResource(wanted, out var jid) ? turn.PrepareNick(jid.Resource) : null;
        if (nick is null || nick.Length > turn.Context.Options.MaxNickLength) return StanzaError.JidMalformed("That is no nickname.");
        return turn.Room.ReserverOf(nick) is { IsEmpty: false } reserver && reserver != account
            ? StanzaError.Conflict("The nickname is reserved for another.")
            : null;
    }
}
