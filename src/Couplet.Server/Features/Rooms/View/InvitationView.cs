using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Invitations that go through the room, and refusals of them (XEP-0045 §7.8.2).</summary>
internal static class InvitationView
{
    internal static RoomDelivery Invited(Invited e, RoomState state) => new(
        Letter(state, e.MessageId, "invite", e.Inviter, e.Payload,
            state.Config.Password is { } password ? new Element("password", MucNamespaces.User, password) : null), [e.Invitee]);

    internal static RoomDelivery Declined(InvitationDeclined e, RoomState state)
        => new(Letter(state, e.MessageId, "decline", e.Invitee, e.Payload, null), [e.Inviter]);

    private static Message Letter(RoomState state, string? id, string name, Jid from, StanzaPayload payload, Element? password)
        => new(new StanzaHeader(state.Room, default, id), MessageType.Normal,
            new Element("x", MucNamespaces.User, new Element(name, MucNamespaces.User, new XmlAttr("from", from.ToString()), payload.Nodes), password));
}
