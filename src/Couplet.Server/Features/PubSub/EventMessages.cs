using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>The messages that tell of events at a node (XEP-0060 §7.1.2, §12).</summary>
internal static class EventMessages
{
    internal static Message Items(PubSubContext context, PubSubNode node, IEnumerable<Element> content, PubSubItem? stamped = null)
        => Build(context, node, new Element("items", PubSubNamespaces.Event, new XmlAttr("node", node.Name), content), stamped is null ? null
            : new Element("delay", Archive.ArchiveAnswer.DelayNamespace, new XmlAttr("from", context.Service.ToString()), new XmlAttr("stamp", Stamp(stamped.Published))));

    internal static Element Retract(string id) => new("retract", PubSubNamespaces.Event, new XmlAttr("id", id));

    internal static Message Deleted(PubSubContext context, PubSubNode node, string? redirect)
        => Build(context, node, new Element("delete", PubSubNamespaces.Event, new XmlAttr("node", node.Name),
            redirect is null ? null : new Element("redirect", PubSubNamespaces.Event, new XmlAttr("uri", redirect))));

    internal static Message Purged(PubSubContext context, PubSubNode node)
        => Build(context, node, new Element("purge", PubSubNamespaces.Event, new XmlAttr("node", node.Name)));

    internal static Message Configured(PubSubContext context, PubSubNode node)
        => Build(context, node, new Element("configuration", PubSubNamespaces.Event, new XmlAttr("node", node.Name),
            node.Configuration.DeliverPayloads ? NodeConfigurationForm.ToElement(node.Configuration, Protocol.Forms.DataFormType.Result) : null));

    internal static Message SubscriptionChanged(PubSubContext context, PubSubNode node, Jid jid, SubscriptionState state)
        => Build(context, node, SubscriptionElement(PubSubNamespaces.Event, node.Name, jid, state));

    internal static Element SubscriptionElement(string ns, string node, Jid jid, SubscriptionState state) => new("subscription", ns,
        new XmlAttr("node", node), new XmlAttr("jid", jid.ToString()), new XmlAttr("subscription", PubSubWords.Of(state)));

    /// <summary>An item as it is shown; with a publisher where the node is so configured (§12.18).</summary>
    internal static Element Item(string ns, PubSubNode node, PubSubItem item, bool payload) => new("item", ns,
        new XmlAttr("id", item.Id),
        node.Configuration.ItemReply switch
        {
            ItemReply.Publisher => (object?)new XmlAttr("publisher", item.Publisher.ToString()),
            ItemReply.Owner => new XmlAttr("publisher", node.Creator.ToString()),
            _ => null,
        },
        payload ? item.Payload : null);

    /// <summary>A time as XEP-0082 writes it.</summary>
    internal static string Stamp(DateTimeOffset time)
        => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static Message Build(PubSubContext context, PubSubNode node, Element content, Element? delay = null)
    {
        ImmutableArray<object> children = [new Element("event", PubSubNamespaces.Event, content)];
        return new Message(new StanzaHeader(context.Service, default, context.NewId()), node.Configuration.Headline ? MessageType.Headline : MessageType.Normal,
            delay is null ? children : children.Add(delay));
    }
}
