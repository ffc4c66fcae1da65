using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Invitations that go through the room, and refusals of them (XEP-0045 §7.8.2).</summary>
internal static class InvitationView
{
    internal static RoomDelivery Invited(Invited e, RoomState state)
    {
        var password = state.Config.Password is { } word ? new Element("password", MucNamespaces.User, word) : null;
        return new(Letter(state, e.MessageId, "invite", e.Inviter, e.Payload, password).Append(Conference(state, e.Payload)), [e.Invitee]);
    }

    /// <summary>The older form of the same, for clients that know only that (§7.8.2, implementation note).</summary>
    private static Element Conference(RoomState state, StanzaPayload payload) => new("x", MessageTraits.DirectInvitation,
        new XmlAttr("jid", state.Room.ToString()), payload.Child("reason", MucNamespaces.User)?.Text);

    internal static RoomDelivery Declined(InvitationDeclined e, RoomState state)
        => new(Letter(state, e.MessageId, "decline", e.Invitee, e.Payload, null), [e.Inviter]);

    private static Message Letter(RoomState state, string? id, string name, Jid from, StanzaPayload payload, Element? password)
        => new(new StanzaHeader(state.Room, default, id), MessageType.Normal,
            new Element("x", MucNamespaces.User, new Element(name, MucNamespaces.User, new XmlAttr("from", from.ToString()), payload.Nodes), password));
}
