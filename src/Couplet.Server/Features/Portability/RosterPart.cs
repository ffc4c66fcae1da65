using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Server.Features.Portability;

/// <summary>The roster (XEP-0227 §4.4) and the requests that wait for an answer (§4.9).</summary>
internal sealed class RosterPart : IPortablePart
{
    public bool Takes(Element element) => element.Is("query", RosterFeature.Namespace) || element is { Name: "presence", Namespace: Stanza.ClientNamespace };

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        var items = (await source.ListAsync(RosterList.ContactKind).ConfigureAwait(false)).Select(d => StoredContact.Read(d.Key, d.Value)).ToList();
        // One that is not listed is known by a request, or is approved in advance.
        var shown = items.Where(i => i.IsListed || i.IsApproved).Select(i => i.IsListed ? i.ToElement() : Unlisted(i.ToElement())).ToList();
        if (shown.Count > 0) yield return new Element("query", RosterFeature.Namespace, shown);
        foreach (var item in items.Where(i => i.State.HasFlag(SubscriptionState.PendingIn)))
            yield return item.Request is { } request
                ? XmlFragment.ParseElement(request, Stanza.ClientNamespace).With("from", item.Jid.ToString()).With("to", null)
                : new Element("presence", Stanza.ClientNamespace, new XmlAttr("from", item.Jid.ToString()), new XmlAttr("type", "subscribe"));
    }

    public void Import(Element element, PortableTarget target)
    {
        if (element.Name == "presence") ImportRequest(element, target);
        else
        {
            foreach (var item in element.Elements("item")) ImportItem(item, target);
            // A new version: what a client has kept of another server's roster is not ours.
            target.Set(RosterList.VersionKind, "", Encoding.UTF8.GetBytes(Guid.NewGuid().ToString("N")[..16]));
        }
    }

    private static void ImportItem(Element element, PortableTarget target)
    {
        var jid = PortableTarget.Address(element, "jid").Bare;
        var state = element["subscription"] switch
        {
            null or "none" => SubscriptionState.None,
            "to" => SubscriptionState.To,
            "from" => SubscriptionState.From,
            "both" => SubscriptionState.Both,
            var other => throw new PortableDataException($"The subscription of {jid} is none that there is: '{other}'."),
        };
        if (element["ask"] == "subscribe" && !state.HasFlag(SubscriptionState.To)) state |= SubscriptionState.PendingOut;
        var known = Find(target, jid);
        if (known is { IsListed: true }) throw new PortableDataException($"The contact {jid} is there twice.");
        Keep(target, (known ?? new RosterItem(jid)) with
        {
            Name = element["name"],
            Groups = [.. element.Elements("group").Select(g => g.Text).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal)],
            State = state | (state.HasFlag(SubscriptionState.From) ? SubscriptionState.None : (known?.State ?? SubscriptionState.None) & SubscriptionState.PendingIn),
            IsApproved = element["approved"] is "true" or "1",
            IsListed = element.Attribute("listed", PortableNamespaces.Own) != "false",
        });
    }

    private static void ImportRequest(Element element, PortableTarget target)
    {
        if (element["type"] != "subscribe")
        {
            target.Remarks.Add($"presence of type '{element["type"]}' says nothing about an account and was left out");
            return;
        }
        var jid = PortableTarget.Address(element, "from").Bare;
        var item = Find(target, jid) ?? new RosterItem(jid);
        if (item.SeesPresence) return;
        if (item.State.HasFlag(SubscriptionState.PendingIn)) throw new PortableDataException($"The request of {jid} is there twice.");
        var request = element.With("from", jid.ToString()).With("to", target.Account.ToString());
        Keep(target, item with { State = item.State | SubscriptionState.PendingIn, Request = request.ToString() });
    }

    private static Element Unlisted(Element item)
        => new(item.Name, item.Namespace, item.Attributes.Add(new XmlAttr("listed", "false", PortableNamespaces.Own)), item.Nodes);

    private static RosterItem? Find(PortableTarget target, Jid jid)
        => target.Find(RosterList.ContactKind, jid.ToString()) is { } known ? StoredContact.Read(jid.ToString(), known) : null;

    private static void Keep(PortableTarget target, RosterItem item) => target.Set(RosterList.ContactKind, item.Jid.ToString(), StoredContact.Write(item));
}
