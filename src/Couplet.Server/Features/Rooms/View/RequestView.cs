using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>The forms with which a room asks for approval.</summary>
internal static class RequestView
{
    /// <summary>A visitor wants voice: asks the moderators (XEP-0045 §8.6).</summary>
    internal static RoomDelivery Voice(RoomState state, Occupant visitor, Jid session, string id) => new(
        new Message(new StanzaHeader(state.Room, default, id), MessageType.Normal, RoomForm.Of("form", MucNamespaces.RequestForm,
            RoomForm.Text("title", "Voice request"),
            RoomForm.Text("instructions", "To approve this request for voice, select the \"Grant voice to this person?\" checkbox and click OK. "
                + "To skip this request, click the cancel button."),
            RoomForm.Field("muc#role", "list-single", "Requested role", ["participant"]),
            RoomForm.Field("muc#jid", "jid-single", "User ID", [session.ToString()]),
            RoomForm.Field("muc#roomnick", "text-single", "Room Nickname", [visitor.Nick]),
            RoomForm.Field("muc#request_allow", "boolean", "Grant voice to this person?", ["false"]))),
        state.Occupants.Audience.Moderators);

    /// <summary>Somebody wants to register: asks the admins, those in the room or else all of them (§9.9).</summary>
    internal static void Registration(RegistrationRequested e, RoomState state, ImmutableArray<RoomDelivery>.Builder output)
    {
        ImmutableArray<Jid> admins =
            [.. state.Occupants.All.Where(o => state.AffiliationOf(o.Account) >= Affiliation.Admin).SelectMany(o => o.SessionJids)];
        if (admins.IsEmpty) admins = [.. state.Affiliations.Where(a => a.Value.Affiliation >= Affiliation.Admin).Select(a => a.Key)];
        output.To(admins, new Message(new StanzaHeader(state.Room, default), MessageType.Normal, RoomForm.Of("form", MucNamespaces.RegisterForm,
            RoomForm.Text("title", "Registration request"),
            RoomForm.Text("instructions", "To approve this registration request, select the \"Allow this person to register with the room?\" checkbox "
                + "and click OK. To skip this request, click the cancel button."),
            RoomForm.Field("muc#jid", "jid-single", "User ID", [e.Account.ToString()]),
            RoomForm.Field("muc#register_roomnick", "text-single", "Desired Nickname", [e.Nick]),
            RoomForm.Field("muc#register_allow", "boolean", "Allow this person to register with the room?", ["0"]))));
    }
}
