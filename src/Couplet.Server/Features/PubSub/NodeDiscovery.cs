using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Disco;

namespace Couplet.Server.Features.PubSub;

/// <summary>Nodes and items in service discovery (XEP-0060 §5.2 to §5.5): only what the asker may subscribe to or read.</summary>
internal static class NodeDiscovery
{
    /// <summary>The nodes that an address may see.</summary>
    internal static IEnumerable<Element> Nodes(PubSubState state, Jid from, PubSubContext context)
        => state.Nodes.Values.Where(n => NodeAccess.RefuseSubscribing(n, from, context) is null).Select(n => new Element("item", DiscoFeature.ItemsNamespace,
            new XmlAttr("jid", context.Service.ToString()), new XmlAttr("node", n.Name), n.Configuration.Title is { } title ? new XmlAttr("name", title) : null));

    /// <summary>The items of a node by name; null where the node is not there or not to be read.</summary>
    internal static IEnumerable<Element>? Items(PubSubState state, string name, Jid from, PubSubContext context)
        => state.Find(name) is { } node && NodeAccess.RefuseReading(node, from, context) is null
            ? node.Live(context.Now).Select(i => new Element("item", DiscoFeature.ItemsNamespace, new XmlAttr("jid", context.Service.ToString()), new XmlAttr("name", i.Id)))
            : null;

    /// <summary>What a node is, with its metadata; null where the node is not there or not to be seen.</summary>
    internal static IEnumerable<Element>? Describe(PubSubState state, string name, Jid from, PubSubContext context)
    {
        if (state.Find(name) is not { } node || NodeAccess.RefuseSubscribing(node, from, context) is not null) return null;
        var configuration = node.Configuration;
        var form = DataForm.Build(DataFormType.Result, PubSubNamespaces.MetadataForm);
        Text("pubsub#title", configuration.Title);
        Text("pubsub#description", configuration.Description);
        Text("pubsub#type", configuration.PayloadType);
        Text("pubsub#language", configuration.Language);
        form.Jid("pubsub#creator", node.Creator.ToString());
        Text("pubsub#creation_date", EventMessages.Stamp(node.Created));
        form.List("pubsub#access_model", PubSubWords.Of(configuration.AccessModel), []);
        form.List("pubsub#publish_model", PubSubWords.Of(configuration.PublishModel), []);
        Text("pubsub#max_items", configuration.MaxItems?.ToString(CultureInfo.InvariantCulture) ?? "max");
        form.Jids("pubsub#owner", node.Owners.Select(o => o.ToString()));
        form.Jids("pubsub#publisher", node.Affiliations.Where(a => a.Value == Affiliation.Publisher).Select(a => a.Key));
        Text("pubsub#num_subscribers", node.Subscriptions.Values.Count(s => s.State == SubscriptionState.Subscribed).ToString(CultureInfo.InvariantCulture));
        return
        [
            new Element("identity", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("category", "pubsub"), new XmlAttr("type", "leaf"),
                configuration.Title is { } title ? new XmlAttr("name", title) : null),
            Feature(PubSubNamespaces.Main),
            form.ToElement(),
        ];

        void Text(string field, string? value)
        {
            if (value is not null) form.Text(field, value);
        }
    }

    /// <summary>A feature in <c>disco#info</c>.</summary>
    internal static Element Feature(string name) => new("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", name));
}
