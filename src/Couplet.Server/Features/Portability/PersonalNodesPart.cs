using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.Portability;

/// <summary>
/// The account's nodes (XEP-0227 §4.10): configuration, affiliations and subscriptions under <c>pubsub#owner</c>, items under
/// <c>pubsub</c>. Times, of which the specification knows nothing, are attributes of our own namespace.
/// </summary>
internal sealed class PersonalNodesPart : IPortablePart
{
    private const string Created = "created";
    private const string Published = "published";

    public bool Takes(Element element) => element.Is("pubsub", PubSubNamespaces.Owner) || element.Is("pubsub", PubSubNamespaces.Main);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        var state = await NodeDocuments.LoadAsync(source.Storage.Documents, source.Account, source.Cancellation).ConfigureAwait(false);
        PubSubNode[] nodes = [.. state.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal)];
        if (nodes.Length == 0) yield break;
        yield return new Element("pubsub", PubSubNamespaces.Owner, nodes.SelectMany(Describe));
        yield return new Element("pubsub", PubSubNamespaces.Main, nodes.Select(n => new Element("items", PubSubNamespaces.Main, new XmlAttr("node", n.Name),
            n.Items.Select(i => new Element("item", PubSubNamespaces.Main, new XmlAttr("id", i.Id),
                i.Publisher == source.Account ? null : new XmlAttr("publisher", i.Publisher.ToString()), Time(Published, i.Published), i.Payload)))));
    }

    public void Import(Element element, PortableTarget target)
    {
        if (element.Namespace == PubSubNamespaces.Owner)
        {
            foreach (var configure in element.Elements("configure")) ImportNode(element, configure, target);
            return;
        }
        foreach (var items in element.Elements("items"))
        {
            var name = Name(items);
            // The description may stand behind the items; that there is one is seen to in the end.
            long sequence = 0;
            foreach (var item in items.Elements("item")) ImportItem(name, item, ++sequence, target);
        }
    }

    /// <summary>Every node that has items needs a description; without one it gets an account's usual configuration.</summary>
    internal static void Complete(PortableTarget target)
    {
        var described = target.Documents.Where(d => d.Kind == NodeDocuments.NodeKind).Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var name in target.Documents.Where(d => d.Kind == NodeDocuments.ItemKind).Select(d => NodeDocuments.NodeOf(d.Key)).Distinct(StringComparer.Ordinal))
        {
            if (described.Contains(name)) continue;
            target.Remarks.Add($"the node {name} has no configuration and got the usual one");
            Keep(New(name, target), target);
        }
    }

    private static IEnumerable<Element> Describe(PubSubNode node)
    {
        yield return new Element("configure", PubSubNamespaces.Owner, new XmlAttr("node", node.Name), Time(Created, node.Created),
            NodeConfigurationForm.ToElement(node.Configuration, DataFormType.Submit));
        if (node.Affiliations.Count > 0)
            yield return new Element("affiliations", PubSubNamespaces.Owner, new XmlAttr("node", node.Name), node.Affiliations.Select(a => new Element("affiliation",
                PubSubNamespaces.Owner, new XmlAttr("jid", a.Key), new XmlAttr("affiliation", PubSubWords.Of(a.Value)))));
        if (node.Subscriptions.Count > 0)
            yield return new Element("subscriptions", PubSubNamespaces.Owner, new XmlAttr("node", node.Name), node.Subscriptions.Values.Select(s => new Element("subscription",
                PubSubNamespaces.Owner, new XmlAttr("jid", s.Jid.ToString()), new XmlAttr("subscription", PubSubWords.Of(s.State)),
                s.Deliver ? null : new XmlAttr("deliver", "false", PortableNamespaces.Own))));
    }

    private static void ImportNode(Element owner, Element configure, PortableTarget target)
    {
        var name = Name(configure);
        var node = New(name, target) with { Created = Time(configure, Created, target) };
        if (configure.Child("x", DataForm.Namespace) is { } x)
        {
            if (!DataForm.TryParse(x, out var form)) throw new PortableDataException($"The configuration of the node {name} is no form.");
            if (NodeConfigurationForm.Apply(node.Configuration, form, new PubSubLimits(int.MaxValue, int.MaxValue), out var configuration) is { } error)
                throw new PortableDataException($"The configuration of the node {name} is not possible: {error.Text}");
            node = node with { Configuration = configuration };
        }
        foreach (var entry in owner.Elements("affiliations").Where(a => a["node"] == name).SelectMany(a => a.Elements("affiliation")))
            node = node.With(PortableTarget.Address(entry, "jid"), PubSubWords.TryParse<Affiliation>(entry["affiliation"], out var affiliation)
                ? affiliation : throw new PortableDataException($"'{entry["affiliation"]}' is no affiliation with the node {name}."));
        foreach (var entry in owner.Elements("subscriptions").Where(s => s["node"] == name).SelectMany(s => s.Elements("subscription")))
            node = node.With(new Subscription(PortableTarget.Address(entry, "jid"), PubSubWords.TryParse<SubscriptionState>(entry["subscription"], out var state)
                ? state : throw new PortableDataException($"'{entry["subscription"]}' is no subscription to the node {name}."),
                entry.Attribute("deliver", PortableNamespaces.Own) != "false"));
        if (target.Find(NodeDocuments.NodeKind, name) is not null) throw new PortableDataException($"The node {name} is there twice.");
        Keep(node, target);
    }

    private static void ImportItem(string node, Element item, long sequence, PortableTarget target)
    {
        if (item["id"] is not { Length: > 0 } id) throw new PortableDataException($"An item of the node {node} has no id.");
        if (item.Elements().Skip(1).Any()) throw new PortableDataException($"The item {id} of the node {node} has more than one content.");
        var publisher = item["publisher"] is null ? target.Account : PortableTarget.Address(item, "publisher");
        var write = NodeDocuments.Write(target.Account, node, new PubSubItem(id, item.FirstChild, publisher, Time(item, Published, target), sequence));
        target.Add(write.Kind, write.Key, write.Value!.Value, $"The item {id} of the node {node}");
    }

    private static PubSubNode New(string name, PortableTarget target)
        => new PubSubNode(name, target.Account, target.Now, NodeConfiguration.PersonalDefault).With(target.Account, Affiliation.Owner);

    private static void Keep(PubSubNode node, PortableTarget target)
    {
        var write = NodeDocuments.Write(target.Account, node);
        target.Set(write.Kind, write.Key, write.Value!.Value);
    }

    private static string Name(Element element)
        => element["node"] is { Length: > 0 } name ? name : throw new PortableDataException($"<{element.Name}> does not name its node.");

    private static XmlAttr Time(string name, DateTimeOffset time) => new(name, time.ToString("O", CultureInfo.InvariantCulture), PortableNamespaces.Own);

    private static DateTimeOffset Time(Element element, string name, PortableTarget target)
        => DateTimeOffset.TryParseExact(element.Attribute(name, PortableNamespaces.Own), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : target.Now;
}
