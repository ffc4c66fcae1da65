using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Blocking;

namespace Couplet.Server.Features.Portability;

/// <summary>
/// The block list, as the privacy list (XEP-0227 §4.8, XEP-0016) that says the same; of other privacy lists what can be said as a block
/// list. A report (XEP-0377) that came with an address stands in a <c>blocklist</c> (XEP-0191) beside it.
/// </summary>
internal sealed class BlockingPart : IPortablePart
{
    private const string ListName = "blocked";

    public bool Takes(Element element) => element.Is("query", PortableNamespaces.Privacy) || element.Is("blocklist", BlockingFeature.Namespace);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        var blocked = await source.ListAsync(BlockedJids.Kind).ConfigureAwait(false);
        if (blocked.Count == 0) yield break;
        yield return new Element("query", PortableNamespaces.Privacy,
            new Element("default", PortableNamespaces.Privacy, new XmlAttr("name", ListName)),
            new Element("list", PortableNamespaces.Privacy, new XmlAttr("name", ListName), blocked.Select((b, i) => new Element("item", PortableNamespaces.Privacy,
                new XmlAttr("type", "jid"), new XmlAttr("value", b.Key), new XmlAttr("action", "deny"),
                new XmlAttr("order", (i + 1).ToString(CultureInfo.InvariantCulture))))));
        var reported = blocked.Where(b => b.Value.Length > 0).Select(b => new Element("item", BlockingFeature.Namespace, new XmlAttr("jid", b.Key), PortableSource.Parse(b.Value))).ToList();
        if (reported.Count > 0) yield return new Element("blocklist", BlockingFeature.Namespace, reported);
    }

    public void Import(Element element, PortableTarget target)
    {
        if (element.Namespace == BlockingFeature.Namespace)
        {
            foreach (var item in element.Elements("item"))
                target.Set(BlockedJids.Kind, PortableTarget.Address(item, "jid").ToString(), item.FirstChild is { } report ? PortableTarget.Bytes(report) : default);
            return;
        }
        var active = element.Child("default")?["name"];
        foreach (var list in element.Elements("list"))
        {
            if (list["name"] != active) target.Remarks.Add($"the privacy list '{list["name"]}' is not the default one and was left out");
            else foreach (var item in list.Elements("item")) ImportRule(item, target);
        }
    }

    private static void ImportRule(Element item, PortableTarget target)
    {
        var isAddress = item["type"] == "jid" && item["action"] == "deny" && item.FirstChild is null;
        if (!isAddress)
        {
            // "Everybody else" is allowed here too.
            if (item["action"] != "allow" || item["type"] is not null) target.Remarks.Add("a rule of the privacy list that does more than block an address was left out");
            return;
        }
        if (!Jid.TryParse(item["value"], out var jid)) throw new PortableDataException($"The privacy list denies what is no address: '{item["value"]}'.");
        if (target.Find(BlockedJids.Kind, jid.ToString()) is null) target.Set(BlockedJids.Kind, jid.ToString(), default);
    }
}
