using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>The form with which owners configure a room (XEP-0045 §10.1.3).</summary>
internal static class ConfigurationForm
{
    internal static void Answer(RoomTurn turn, Iq iq)
    {
        if (turn.AffiliationOf(iq.From) != Affiliation.Owner)
        {
            turn.Refuse(iq, StanzaError.Forbidden());
            return;
        }
        turn.Reply(iq.ToResult(new Element("query", MucNamespaces.Owner, Form(turn.Room).ToElement())));
    }

    private static DataFormBuilder Form(RoomState room)
    {
        var form = DataForm.Build(DataFormType.Form, MucNamespaces.RoomConfigForm).Title($"Configuration for {room.Room.Local}");
        foreach (var option in RoomOptions.All)
        {
            if (option is RoomPassword)
                form.Boolean(RoomPassword.ProtectedVar, room.Config.Password is not null, "Password Required to Enter?");
            form.Add(option.Field(room.Config));
        }
        return form
            .Jids(Configuring.Admins, Listed(room, Affiliation.Admin), "Room Admins")
            .Jids(Configuring.Owners, Listed(room, Affiliation.Owner), "Room Owners");
    }

    private static IEnumerable<string> Listed(RoomState room, Affiliation affiliation)
        => room.Affiliations.Where(a => a.Value.Affiliation == affiliation).Select(a => a.Key.ToString()).Order(StringComparer.Ordinal);
}
