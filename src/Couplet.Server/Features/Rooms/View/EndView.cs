using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>The end of a room (XEP-0045 §10.9), or of the service (§11.2).</summary>
internal static class EndView
{
    /// <summary>Each occupant hears of its own removal only.</summary>
    internal static void Destroyed(RoomDestroyed e, RoomState before, ImmutableArray<RoomDelivery>.Builder output)
    {
        var x = new Element("x", MucNamespaces.User,
            new Element("item", MucNamespaces.User, new XmlAttr("affiliation", "none"), new XmlAttr("role", "none")),
            new Element("destroy", MucNamespaces.User,
                e.Venue.IsEmpty ? null : new XmlAttr("jid", e.Venue.ToString()),
                e.Reason is null ? null : new Element("reason", MucNamespaces.User, e.Reason),
                e.Password is null ? null : new Element("password", MucNamespaces.User, e.Password)));
        foreach (var occupant in before.Occupants.All)
            output.To(occupant.SessionJids, new Presence(new StanzaHeader(before.Room.WithResource(occupant.Nick), default), PresenceType.Unavailable, x));
    }

    internal static void Stopped(RoomState before, ImmutableArray<RoomDelivery>.Builder output)
    {
        foreach (var occupant in before.Occupants.All)
            output.To(occupant.SessionJids, (Showing.Gone(before, occupant) with { Codes = [332] }).ForSelf([]));
    }
}
