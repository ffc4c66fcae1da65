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
        turn.Reply(iq.ToResult(new Element("query", MucNamespaces.Owner, RoomForm.Of("form", MucNamespaces.RoomConfigForm,
            [RoomForm.Text("title", $"Configuration for {turn.Room.Room.Local}"), .. Fields(turn.Room)]))));
    }

    private static IEnumerable<Element> Fields(RoomState room)
    {
        foreach (var option in RoomOptions.All)
        {
            if (option is RoomPassword)
                yield return RoomForm.Field(RoomPassword.ProtectedVar, "boolean", "Password Required to Enter?", [room.Config.Password is null ? "0" : "1"]);
            yield return option.Field(room.Config);
        }
        yield return List(room, Configuring.Admins, "Room Admins", Affiliation.Admin);
        yield return List(room, Configuring.Owners, "Room Owners", Affiliation.Owner);
    }

    private static Element List(RoomState room, string var, string label, Affiliation affiliation)
        => RoomForm.Field(var, "jid-multi", label,
            [.. room.Affiliations.Where(a => a.Value.Affiliation == affiliation).Select(a => a.Key.ToString()).Order(StringComparer.Ordinal)]);
}
