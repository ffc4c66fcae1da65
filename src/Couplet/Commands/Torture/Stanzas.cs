using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.ResultSets;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.Rooms;

namespace Couplet.Commands.Torture;

/// <summary>What a tortured client says.</summary>
internal static class Stanzas
{
    internal static Element Available() => new("presence", Stanza.ClientNamespace);

    internal static Element Join(string room, string nick, int history) => new("presence", Stanza.ClientNamespace, new XmlAttr("to", $"{room}/{nick}"),
        new Element("x", MucNamespaces.Muc, new Element("history", MucNamespaces.Muc, new XmlAttr("maxstanzas", $"{history}"))));

    internal static Element Groupchat(Line line) => Message(line, "groupchat");

    internal static Element Chat(Line line) => Message(line, "chat");

    internal static Element Ping(string id) => Iq("get", id, "localhost", new Element("ping", PingFeature.Namespace));

    internal static Element Occupants(string id, string room) => Iq("get", id, room, new Element("query", DiscoFeature.ItemsNamespace));

    internal static Element MakePersistent(string id, string room) => Iq("set", id, room, new Element("query", MucNamespaces.Owner,
        DataForm.Build(DataFormType.Submit, MucNamespaces.RoomConfigForm).Value("muc#roomconfig_persistentroom", "1").ToElement()));

    /// <summary>A page of an archive (XEP-0313): of a room, or one's own where <paramref name="room"/> is null.</summary>
    internal static Element Page(string id, string? room, string? after) => Iq("set", id, room, new Element("query", ArchiveProtocol.Namespace,
        new XmlAttr("queryid", id),
        new Element("set", ResultSet.Namespace,
            new Element("max", ResultSet.Namespace, "100"),
            after is null ? null : new Element("after", ResultSet.Namespace, after))));

    private static Element Message(Line line, string type) => new("message", Stanza.ClientNamespace, new XmlAttr("to", line.Target), new XmlAttr("type", type),
        new XmlAttr("id", line.Marker), new Element("body", Stanza.ClientNamespace, line.Marker));

    private static Element Iq(string type, string id, string? to, Element payload)
        => new("iq", Stanza.ClientNamespace, new XmlAttr("type", type), new XmlAttr("id", id), to is null ? null : new XmlAttr("to", to), payload);
}
