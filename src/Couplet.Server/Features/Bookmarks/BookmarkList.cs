using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.Bookmarks;

/// <summary>Bookmarks of rooms between the two ways to write them: one item each (XEP-0402), or one list of all (XEP-0048).</summary>
internal static class BookmarkList
{
    internal const string Namespace = "urn:xmpp:bookmarks:1";
    internal const string ListNamespace = "storage:bookmarks";

    /// <summary>The list for the items of the node. What else the old list had, bookmarks of web pages, stays in it.</summary>
    internal static Element ToList(PubSubNode? node, Element? old) => new("storage", ListNamespace,
        node?.Items.Where(i => i.Payload?.Is("conference", Namespace) == true).OrderBy(i => i.Sequence).Select(i => new Element("conference", ListNamespace,
            new XmlAttr("jid", i.Id),
            Attribute(i.Payload!, "name"),
            Attribute(i.Payload!, "autojoin"),
            Text(i.Payload!, "nick", ListNamespace),
            Text(i.Payload!, "password", ListNamespace))),
        old?.Elements().Where(e => !e.Is("conference", ListNamespace)));

    /// <summary>The items for a list, by the rooms' addresses. What only the items can say (<c>extensions</c>) is taken from those there are.</summary>
    internal static Dictionary<string, Element> ToItems(Element list, PubSubNode? node)
    {
        var items = new Dictionary<string, Element>(StringComparer.Ordinal);
        foreach (var conference in list.Elements("conference"))
        {
            if (!Jid.TryParse(conference["jid"], out var jid)) continue;
            var extensions = node?.FindItem(jid.ToString())?.Payload?.Child("extensions");
            items[jid.ToString()] = new Element("conference", Namespace, Attribute(conference, "name"), Attribute(conference, "autojoin"),
                Text(conference, "nick", Namespace), Text(conference, "password", Namespace), extensions);
        }
        return items;
    }

    /// <summary>Whether two bookmarks say the same.</summary>
    internal static bool AreSame(Element? one, Element other)
        => one is not null && one["name"] == other["name"] && IsTrue(one["autojoin"]) == IsTrue(other["autojoin"])
            && one.Child("nick")?.Text == other.Child("nick")?.Text && one.Child("password")?.Text == other.Child("password")?.Text;

    private static bool IsTrue(string? text) => text is "1" or "true";

    private static XmlAttr? Attribute(Element element, string name) => element[name] is { } value ? new XmlAttr(name, value) : null;

    private static Element? Text(Element element, string name, string ns) => element.Child(name) is { } child ? new Element(name, ns, child.Text) : null;
}
