using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Decisions;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>The lists of a room by affiliation and by role (XEP-0045 §8.5, §9.2, §9.5, §9.8, §10.5, §10.8).</summary>
internal static class Lists
{
    internal static void Answer(RoomTurn turn, Iq iq, Element query)
    {
        if (query.Child("item") is not { } asked || asked["affiliation"] is null == asked["role"] is null)
            turn.Refuse(iq, StanzaError.BadRequest("Ask for one role or affiliation."));
        else if (asked["affiliation"] is { } word) ByAffiliation(turn, iq, Words.ReadAffiliation(word));
        else ByRole(turn, iq, Words.ReadRole(asked["role"]));
    }

    private static void ByAffiliation(RoomTurn turn, Iq iq, Affiliation? affiliation)
    {
        var room = turn.Room;
        if (affiliation is null or Affiliation.None) turn.Refuse(iq, StanzaError.BadRequest("There is no such list."));
        else if (!MayRead(turn, iq, affiliation.Value)) turn.Refuse(iq, StanzaError.Forbidden());
        else
        {
            turn.Reply(iq.ToResult(new Element("query", MucNamespaces.Admin, room.Affiliations
                .Where(a => a.Value.Affiliation == affiliation)
                .OrderBy(a => a.Key.ToString(), StringComparer.Ordinal)
                .Select(a => new Element("item", MucNamespaces.Admin,
                    new XmlAttr("affiliation", Words.Of(a.Value.Affiliation)), new XmlAttr("jid", a.Key.ToString()),
                    a.Value.Nick is null ? null : new XmlAttr("nick", a.Value.Nick),
                    a.Value.Reason is null ? null : new Element("reason", MucNamespaces.Admin, a.Value.Reason))))));
        }
    }

    /// <summary>Admins read the lists they may change; the member list is open to those whom the configuration names, where JIDs are no secret to them.</summary>
    private static bool MayRead(RoomTurn turn, Iq iq, Affiliation list)
    {
        var room = turn.Room;
        var rank = turn.AffiliationOf(iq.From);
        if (rank == Affiliation.Owner || (rank == Affiliation.Admin && list < Affiliation.Admin)) return true;
        if (list == Affiliation.Outcast) return false;
        if (room.IsNonAnonymous && rank >= Affiliation.Member) return true;
        return list == Affiliation.Member && room.Occupants.BySession(iq.From) is { } occupant
            && room.Config.MemberListReaders.Contains(occupant.Role) && room.SeesJids(occupant.Role);
    }

    private static void ByRole(RoomTurn turn, Iq iq, Role? role)
    {
        var room = turn.Room;
        var rank = turn.AffiliationOf(iq.From);
        var moderates = rank >= Affiliation.Admin || room.Occupants.BySession(iq.From)?.Role == Role.Moderator;
        if (role is null or Role.None) turn.Refuse(iq, StanzaError.BadRequest("There is no such list."));
        else if (!moderates || (role == Role.Moderator && rank < Affiliation.Admin)) turn.Refuse(iq, StanzaError.Forbidden());
        else
        {
            turn.Reply(iq.ToResult(new Element("query", MucNamespaces.Admin, room.Occupants.All
                .Where(o => o.Role == role)
                .OrderBy(o => o.Nick, StringComparer.Ordinal)
                .Select(o => new Element("item", MucNamespaces.Admin,
                    new XmlAttr("affiliation", Words.Of(room.AffiliationOf(o.Account))), new XmlAttr("jid", o.Shown.Jid.ToString()),
                    new XmlAttr("nick", o.Nick), new XmlAttr("role", Words.Of(o.Role)))))));
        }
    }
}
