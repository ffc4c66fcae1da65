using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Available presence that is no request to enter (XEP-0045 §7.6, §7.7), or one by somebody who is inside already.</summary>
internal static class Presences
{
    internal static void FromOccupant(RoomTurn turn, Presence presence, Occupant occupant)
    {
        if (presence.Child("x", MucNamespaces.Muc) is { } x && SameNick(presence, occupant)) Rejoin(turn, presence, x);
        else if (presence.To.Resource is null || SameNick(presence, occupant)) Update(turn, presence);
        else NickChanging.Decide(turn, presence, occupant);
    }

    /// <summary>§7.2.17: who sends presence as if it were inside, and is not, is told so.</summary>
    internal static void FromStranger(RoomTurn turn, Presence presence)
    {
        if (presence.To.Resource is null)
        {
            turn.Refuse(presence, StanzaError.JidMalformed("A nickname is needed."));
            return;
        }
        turn.Reply(new Presence(new StanzaHeader(presence.To, presence.From, presence.Id), PresenceType.Unavailable,
            new Element("x", MucNamespaces.User, Showing.Status(307), Showing.Status(333),
                new Element("item", MucNamespaces.User, new XmlAttr("affiliation", "none"), new XmlAttr("role", "none"),
                    new Element("reason", MucNamespaces.User, "You are not in the room.")),
                Showing.Status(110))));
    }

    private static bool SameNick(Presence presence, Occupant occupant)
        => presence.To.Resource is { } nick && Nickname.Key(nick) == Nickname.Key(occupant.Nick);

    /// <summary>The client has lost track: it gets everything again; others hear only what changed (§17.3.3).</summary>
    private static void Rejoin(RoomTurn turn, Presence presence, Element x)
    {
        var payload = Metadata.StripPresence(presence, turn.Room.Room);
        var known = turn.Room.Occupants.BySession(presence.From)!.Session(presence.From)!;
        var keepsLists = Joining.ReadListsSince(x) is not null;
        if (!known.Presence.Equals(payload) || known.Priority != presence.Priority || known.KeepsLists != keepsLists)
            turn.Emit(new PresenceUpdated(presence.From, payload, presence.Priority, presence.Id, Rejoined: true, keepsLists));
        var deliveries = System.Collections.Immutable.ImmutableArray.CreateBuilder<RoomDelivery>();
        SnapshotView.Render(turn.Room, presence.From,
            new SnapshotTerms(presence.Id, false, false, Joining.HistoryFor(turn, x), turn.Context.Now, Joining.ReadListsSince(x)), deliveries);
        foreach (var delivery in deliveries) turn.Deliver(delivery);
    }

    private static void Update(RoomTurn turn, Presence presence)
        => turn.Emit(new PresenceUpdated(presence.From, Metadata.StripPresence(presence, turn.Room.Room), presence.Priority, presence.Id));
}
