using System.Globalization;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PubSub;

/// <summary>Nodes and items as documents of their service. The layout outlives the program: it may grow, not change.</summary>
internal static class NodeDocuments
{
    internal const string NodeKind = "pubsub-node";
    internal const string ItemKind = "pubsub-item";
    private const string Namespace = "urn:couplet:pubsub";
    private const char Separator = '\u001f'; // no character of XML, so in no name

    internal static DocumentWrite Write(Jid service, PubSubNode node) => new(service.ToString(), NodeKind, node.Name, ElementWriter.ToBytes(
        new Element("node", Namespace, new XmlAttr("creator", node.Creator.ToString()), new XmlAttr("created", Time(node.Created)),
            NodeConfigurationForm.ToElement(node.Configuration, DataFormType.Submit),
            node.Affiliations.Select(a => new Element("affiliation", Namespace, new XmlAttr("jid", a.Key), new XmlAttr("is", PubSubWords.Of(a.Value)))),
            node.Subscriptions.Values.Select(s => new Element("subscription", Namespace, new XmlAttr("jid", s.Jid.ToString()),
                new XmlAttr("is", PubSubWords.Of(s.State)), s.Deliver ? null : new XmlAttr("deliver", "0"),
                s.Expires is { } expires ? new XmlAttr("expires", Time(expires)) : null)))));

    internal static DocumentWrite Write(Jid service, string node, PubSubItem item) => new(service.ToString(), ItemKind, Key(node, item.Id), ElementWriter.ToBytes(
        new Element("item", Namespace, new XmlAttr("publisher", item.Publisher.ToString()), new XmlAttr("published", Time(item.Published)),
            new XmlAttr("sequence", item.Sequence.ToString(CultureInfo.InvariantCulture)), item.Payload)));

    internal static DocumentWrite Remove(Jid service, string node) => new(service.ToString(), NodeKind, node, null);

    internal static DocumentWrite Remove(Jid service, string node, PubSubItem item) => new(service.ToString(), ItemKind, Key(node, item.Id), null);

    /// <summary>Reads everything that a service has.</summary>
    internal static async ValueTask<PubSubState> LoadAsync(IDocumentStore documents, Jid service, CancellationToken cancellation = default)
    {
        var owner = service.ToString();
        var nodes = await documents.ListAsync(owner, NodeKind, cancellation).ConfigureAwait(false);
        if (nodes.Count == 0) return PubSubState.Empty;
        var items = (await documents.ListAsync(owner, ItemKind, cancellation).ConfigureAwait(false))
            .Select(d => (Key: d.Key.Split(Separator, 2), d.Value))
            .Select(d => (Node: d.Key[0], Item: ReadItem(d.Key[1], d.Value)))
            .ToLookup(d => d.Node, d => d.Item, StringComparer.Ordinal);
        var state = PubSubState.Empty;
        foreach (var document in nodes)
        {
            var node = ReadNode(document.Key, document.Value, service.Local is null ? NodeConfiguration.ServiceDefault : NodeConfiguration.PersonalDefault);
            state = state.With(node with { Items = [.. items[node.Name].OrderBy(i => i.Sequence)] });
        }
        return state;
    }

    private static PubSubNode ReadNode(string name, ReadOnlyMemory<byte> bytes, NodeConfiguration standard)
    {
        var element = Parse(bytes);
        var configuration = standard;
        // What was stored was within the limits of its time.
        if (DataForm.TryParse(element.Child("x", DataForm.Namespace), out var form))
            NodeConfigurationForm.Apply(standard, form, new PubSubLimits(int.MaxValue, int.MaxValue), out configuration);
        var node = new PubSubNode(name, Jid.Parse(element["creator"]!), ReadTime(element["created"]!), configuration);
        foreach (var a in element.Elements("affiliation"))
            if (PubSubWords.TryParse<Affiliation>(a["is"], out var affiliation)) node = node.With(Jid.Parse(a["jid"]!), affiliation);
        foreach (var s in element.Elements("subscription"))
            if (PubSubWords.TryParse<SubscriptionState>(s["is"], out var is_)) node = node.With(new Subscription(Jid.Parse(s["jid"]!), is_, s["deliver"] != "0") { Expires = s["expires"] is { } expires ? ReadTime(expires) : null });
        return node;
    }

    private static PubSubItem ReadItem(string id, ReadOnlyMemory<byte> bytes)
    {
        var element = Parse(bytes);
        return new PubSubItem(id, element.FirstChild, Jid.Parse(element["publisher"]!), ReadTime(element["published"]!),
            long.Parse(element["sequence"]!, CultureInfo.InvariantCulture));
    }

    private static Element Parse(ReadOnlyMemory<byte> bytes) => XmlFragment.ParseElement(Encoding.UTF8.GetString(bytes.Span));

    /// <summary>The node to which the document of an item belongs.</summary>
    internal static string NodeOf(string key) => key.Split(Separator, 2)[0];

    private static string Key(string node, string id) => $"{node}{Separator}{id}";

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset ReadTime(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
