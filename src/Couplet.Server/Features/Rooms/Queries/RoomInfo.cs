using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms.Options;
using Couplet.Server.Features.Rooms.View;
using RoomBehavior = Couplet.Server.Hosting.RoomBehavior;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>What a room tells about itself (XEP-0045 §6.4), and to a user about the nickname reserved for it (§7.12).</summary>
internal static class RoomInfo
{
    private static readonly string[] s_features =
    [
        FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace, MucNamespaces.Muc, MucNamespaces.StableId, MucNamespaces.SelfPingOptimization,
        MucNamespaces.RequestForm, MucNamespaces.RegisterForm, MucNamespaces.RoomConfigForm, MucNamespaces.RoomInfoForm,
        ForeignNamespaces.Register, ForeignNamespaces.StanzaId, MucNamespaces.OccupantId, PingFeature.Namespace,
        Tombstones.Moderation, MessageTraits.Retraction,
        ForeignNamespaces.VCard, HatCommands.Namespace, InviteTokens.Namespace, ListVersions.Namespace, AdHocCommandsFeature.Namespace,
    ];

    /// <summary>What is there only where messages are stored.</summary>
    private static readonly string[] s_archive =
        [ArchiveProtocol.Namespace, ArchiveProtocol.Extended, ArchiveProtocol.FullText, MessageTraits.Retraction + "#tombstone"];

    internal static void Answer(RoomTurn turn, Iq iq, Element query)
    {
        switch (query["node"])
        {
            case null or "":
                turn.Reply(iq.ToResult(Query(null, Identity(turn.Room.Config.Name is { Length: > 0 } name ? name : turn.Room.Room.Local!), Features(turn), Form(turn, iq.From))));
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
                OfCommand(turn, iq, query["node"]!);
                break;
        }
    }

    /// <summary>XEP-0050 §2.1, §2.2: the commands of the room, and each of them. What one may not run one need not know of.</summary>
    private static void OfCommand(RoomTurn turn, Iq iq, string node)
    {
        if (node == AdHocCommandsFeature.Namespace) turn.Reply(iq.ToResult(Query(node, Automation("command-list", "Commands"), Feature(AdHocCommandsFeature.Namespace))));
        else if (HatCommands.NameOf(turn, iq, node) is { } name)
            turn.Reply(iq.ToResult(Query(node, Automation("command-node", name), Feature(AdHocCommandsFeature.Namespace), Feature(DataForm.Namespace))));
        else turn.Refuse(iq, StanzaError.ItemNotFound());
    }

    private static Element Automation(string type, string name) => new("identity", FeatureRegistry.DiscoInfoNamespace,
        new XmlAttr("category", "automation"), new XmlAttr("name", name), new XmlAttr("type", type));

    private static Element Feature(string feature) => new("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", feature));

    private static Element Query(string? node, params ReadOnlySpan<object?> content) => new("query", FeatureRegistry.DiscoInfoNamespace,
        [node is null ? null : new XmlAttr("node", node), .. content]);

    private static Element Identity(string name) => new("identity", FeatureRegistry.DiscoInfoNamespace,
        new XmlAttr("category", "conference"), new XmlAttr("name", name), new XmlAttr("type", "text"));

    private static IEnumerable<Element> Features(RoomTurn turn) => s_features
        .Concat(turn.Context.Options.Archive ? s_archive : [])
        .Concat(RoomOptions.All.Concat(RoomOptions.Mentions).SelectMany(o => o.Features(turn.Room.Config)))
        .Select(Feature);

    private static Element Form(RoomTurn turn, Jid reader)
    {
        var room = turn.Room;
        var config = room.Config;
        var form = DataForm.Build(DataFormType.Result, MucNamespaces.RoomInfoForm)
            .Text("muc#roominfo_description", config.Description, "Description")
            .Text("muc#roominfo_subject", MayKnowSubject(turn, reader) ? room.Subject?.Payload.Child("subject", Stanza.ClientNamespace)?.Text ?? "" : "", "Current Discussion Topic")
            .Boolean("muc#roominfo_subjectmod", config.OccupantsChangeSubject, "The room subject can be modified by participants")
            .Boolean("muc#roomconfig_changesubject", config.OccupantsChangeSubject, "Subject can be modified")
            .Text("muc#roominfo_occupants", Words.Number(room.Occupants.Count), "Number of occupants")
            .Text("muc#maxhistoryfetch", Words.Number(config.MaxHistory), "Maximum Number of History Messages Returned by Room")
            .Text("muc#roominfo_slow_mode_duration", Words.Number(config.SlowMode), "Slow Mode");
        AddOnInfo.Describe(form, room, turn.Context.Now);
        if (config.Language.Length > 0) form.Text("muc#roominfo_lang", config.Language, "Language of discussion");
        if (config.Contacts.Length > 0) form.Jids("muc#roominfo_contactjid", config.Contacts, "Contact Addresses");
        foreach (var option in RoomOptions.Mentions) form.Add(option.Field(config) with { Options = [] });
        if (config.PubSubNode.Length > 0) form.Text("muc#roomconfig_pubsub", config.PubSubNode, "Associated pubsub node");
        return form.ToElement();
    }

    /// <summary>§13.4: what is talked about in a members-only room is not for those whom it does not let in.</summary>
    private static bool MayKnowSubject(RoomTurn turn, Jid reader)
        => !turn.Room.Config.MembersOnly || turn.AffiliationOf(reader) >= Affiliation.Member || turn.Room.Occupants.BySession(reader) is not null;
}
