using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>What an address has at a service: its subscriptions and affiliations (XEP-0060 §5.6, §5.7).</summary>
internal static class OwnLists
{
    internal static PubSubOutcome Subscriptions(PubSubCall call)
    {
        if (Nodes(call) is not { } nodes) return call.Refuse(Protocol.Stanzas.StanzaError.ItemNotFound());
        return call.Answer(new Element("subscriptions", PubSubNamespaces.Main, call.NodeName is { } name ? new XmlAttr("node", name) : null,
            nodes.SelectMany(n => n.SubscriptionsOf(call.From).Select(s => Subscribing.Element(n, s)))));
    }

    internal static PubSubOutcome Affiliations(PubSubCall call)
    {
        if (Nodes(call) is not { } nodes) return call.Refuse(Protocol.Stanzas.StanzaError.ItemNotFound());
        return call.Answer(new Element("affiliations", PubSubNamespaces.Main, call.NodeName is { } name ? new XmlAttr("node", name) : null,
            nodes.Where(n => n.AffiliationOf(call.From) != Affiliation.None).Select(n => new Element("affiliation", PubSubNamespaces.Main,
                new XmlAttr("node", n.Name), new XmlAttr("affiliation", PubSubWords.Of(n.AffiliationOf(call.From)))))));
    }

    private static IEnumerable<PubSubNode>? Nodes(PubSubCall call)
        => call.NodeName is not { } name ? call.State.Nodes.Values : call.State.Find(name) is { } node ? [node] : null;
}
