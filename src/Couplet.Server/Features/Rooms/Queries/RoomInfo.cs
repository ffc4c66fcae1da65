using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>What a room tells about itself (XEP-0045 §6.4), and to a user about the nickname reserved for it (§7.12).</summary>
internal static class RoomInfo
{
    private static readonly string[] s_features =
    [
        ForeignNamespaces.DiscoInfo, ForeignNamespaces.DiscoItems, MucNamespaces.Muc, MucNamespaces.StableId, MucNamespaces.SelfPingOptimization,
        MucNamespaces.RequestForm, MucNamespaces.RegisterForm, MucNamespaces.RoomConfigForm, MucNamespaces.RoomInfoForm,
        ForeignNamespaces.Register, ForeignNamespaces.StanzaId, MucNamespaces.OccupantId, ForeignNamespaces.Ping,
    ];

    internal static void Answer(RoomTurn turn, Iq iq, Element query)
    {
        switch (query["node"])
        {
            case null or "":
                turn.Reply(iq.ToResult(Query(null, Identity(turn.Room.Config.Name), Features(turn.Room), Form(turn.Room))));
                break;
            case MucNamespaces.ReservedNickNode:
                var node = turn.Context.Options.Behavior == RoomBehavior.Current ? MucNamespaces.ReservedNickNode : null;
                turn.Reply(iq.ToResult(Query(node, turn.Room.ReservedNickOf(iq.From) is { } nick ? Identity(nick) : null)));
                break;
            case MucNamespaces.TrafficNode:
                // §17.1.1: everything may pass, which is said this way.
                turn.Refuse(iq, StanzaError.ServiceUnavailable());
                break;
            default:
                turn.Refuse(iq, StanzaError.ItemNotFound());
                break;
        }
    }

    private static Element Query(string? node, params ReadOnlySpan<object?> content) => new("query", ForeignNamespaces.DiscoInfo,
        [node is null ? null : new XmlAttr("node", node), .. content]);

    private static Element Identity(string name) => new("identity", ForeignNamespaces.DiscoInfo,
        new XmlAttr("category", "conference"), new XmlAttr("name", name), new XmlAttr("type", "text"));

    private static IEnumerable<Element> Features(RoomState room) => s_features
        .Concat(RoomOptions.All.SelectMany(o => o.Features(room.Config)))
        .Select(f => new Element("feature", ForeignNamespaces.DiscoInfo, new XmlAttr("var", f)));

    private static Element Form(RoomState room)
    {
        var config = room.Config;
        return RoomForm.Of("result", MucNamespaces.RoomInfoForm,
        [
            RoomForm.Field("muc#roominfo_description", "text-single", "Description", [config.Description]),
            RoomForm.Field("muc#roominfo_subject", "text-single", "Current Discussion Topic",
                [room.Subject?.Payload.Child("subject", Stanza.ClientNamespace)?.Text ?? ""]),
            RoomForm.Field("muc#roominfo_subjectmod", "boolean", "The room subject can be modified by participants", [config.OccupantsChangeSubject ? "1" : "0"]),
            RoomForm.Field("muc#roomconfig_changesubject", "boolean", "Subject can be modified", [config.OccupantsChangeSubject ? "1" : "0"]),
            RoomForm.Field("muc#roominfo_occupants", "text-single", "Number of occupants", [Words.Number(room.Occupants.Count)]),
            RoomForm.Field("muc#maxhistoryfetch", "text-single", "Maximum Number of History Messages Returned by Room", [Words.Number(config.MaxHistory)]),
            .. Optional(config),
        ]);
    }

    private static IEnumerable<Element> Optional(RoomConfig config)
    {
        if (config.Language.Length > 0) yield return RoomForm.Field("muc#roominfo_lang", "text-single", "Language of discussion", [config.Language]);
        if (config.Contacts.Length > 0) yield return RoomForm.Field("muc#roominfo_contactjid", "jid-multi", "Contact Addresses", config.Contacts);
        if (config.PubSubNode.Length > 0) yield return RoomForm.Field("muc#roomconfig_pubsub", "text-single", "Associated pubsub node", [config.PubSubNode]);
    }
}
