using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>The forms with which a room asks for approval.</summary>
internal static class RequestView
{
    /// <summary>A visitor wants voice: asks the moderators (XEP-0045 §8.6).</summary>
    internal static RoomDelivery Voice(RoomState state, Occupant visitor, Jid session, string id) => new(
        new Message(new StanzaHeader(state.Room, default, id), MessageType.Normal, DataForm.Build(DataFormType.Form, MucNamespaces.RequestForm)
            .Title("Voice request")
            .Instructions("To approve this request for voice, select the \"Grant voice to this person?\" checkbox and click OK. "
                + "To skip this request, click the cancel button.")
            .List("muc#role", "participant", [], "Requested role")
            .Jid("muc#jid", session.ToString(), "User ID")
            .Text("muc#roomnick", visitor.Nick, "Room Nickname")
            .Add(new FormField("muc#request_allow", FormFieldType.Boolean) { Label = "Grant voice to this person?", Values = ["false"] }).ToElement()),
        state.Occupants.Audience.Moderators);

    /// <summary>Somebody wants to register: asks the admins, those in the room or else all of them (§9.9).</summary>
    internal static void Registration(RegistrationRequested e, RoomState state, ImmutableArray<RoomDelivery>.Builder output)
    {
        ImmutableArray<Jid> admins =
            [.. state.Occupants.All.Where(o => state.AffiliationOf(o.Account) >= Affiliation.Admin).SelectMany(o => o.SessionJids)];
        if (admins.IsEmpty) admins = [.. state.Affiliations.Where(a => a.Value.Affiliation >= Affiliation.Admin).Select(a => a.Key)];
        output.To(admins, new Message(new StanzaHeader(state.Room, default), MessageType.Normal, DataForm.Build(DataFormType.Form, MucNamespaces.RegisterForm)
            .Title("Registration request")
            .Instructions("To approve this registration request, select the \"Allow this person to register with the room?\" checkbox "
                + "and click OK. To skip this request, click the cancel button.")
            .Jid("muc#jid", e.Account.ToString(), "User ID")
            .Text("muc#register_roomnick", e.Nick, "Desired Nickname")
            .Boolean("muc#register_allow", false, "Allow this person to register with the room?").ToElement()));
    }
}
