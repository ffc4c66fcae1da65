using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Disco;

/// <summary>XEP-0030: what the server and its accounts are and can do. The answers come from the registry, so they cannot be stale.</summary>
internal sealed class DiscoFeature : IFeature
{
    internal const string ItemsNamespace = "http://jabber.org/protocol/disco#items";

    public string Specification => "XEP-0030";

    public void Register(FeatureRegistry registry)
    {
        registry.Identity(DiscoTarget.Server, "server", "im", "Couplet");
        registry.Identity(DiscoTarget.Account, "account", "registered");
        registry.Advertise(DiscoTarget.Server | DiscoTarget.Account, FeatureRegistry.DiscoInfoNamespace, ItemsNamespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "query", FeatureRegistry.DiscoInfoNamespace, r => ServerInfo(registry, r));
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "query", ItemsNamespace, r => ServerItems(registry, r));
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", FeatureRegistry.DiscoInfoNamespace, r => AccountInfo(registry, r));
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", ItemsNamespace, r => AccountItems(registry, r));
    }

    private static async ValueTask<IqReply> ServerInfo(FeatureRegistry registry, IqRequest request)
    {
        if (request.Payload["node"] is { } node && node != Caps.CapsFeature.Node(registry.Server))
            return await registry.DescribeNodeAsync(DiscoTarget.Server, node, request).ConfigureAwait(false) is { } found
                ? Query(request, found) : StanzaError.ItemNotFound();
        return Query(request, registry.Describe(DiscoTarget.Server));
    }

    private static ValueTask<IqReply> ServerItems(FeatureRegistry registry, IqRequest request) => ItemsAsync(registry, DiscoTarget.Server, request,
        registry.Server.Router.Hosts.Where(h => registry.Server.FindAccounts(h.Domain) is null).OrderBy(h => h.Domain, StringComparer.Ordinal)
            .Select(h => new Element("item", ItemsNamespace, new XmlAttr("jid", h.Domain))));

    /// <summary>An account tells strangers nothing, not even whether it exists (RFC 6121 §13.1, XEP-0030 §8).</summary>
    private static async ValueTask<IqReply> AccountInfo(FeatureRegistry registry, IqRequest request)
    {
        var isKnown = await registry.MayQueryAsync(request).ConfigureAwait(false);
        // A node that is open to everybody says so to everybody.
        if (request.Payload["node"] is { } node)
            return await registry.DescribeNodeAsync(DiscoTarget.Account, node, request).ConfigureAwait(false) is { } found
                ? Query(request, found) : isKnown ? StanzaError.ItemNotFound() : StanzaError.ServiceUnavailable();
        if (!isKnown) return StanzaError.ServiceUnavailable();
        // XEP-0175 §5: who is here without a name is of another kind.
        var description = registry.Describe(DiscoTarget.Account);
        return Query(request, request.Account!.IsPassing ? description.Select(e => e is { Name: "identity" } && e["category"] == "account" ? e.With("type", "anonymous") : e) : description);
    }

    private static async ValueTask<IqReply> AccountItems(FeatureRegistry registry, IqRequest request)
        => await registry.MayQueryAsync(request).ConfigureAwait(false)
            ? await ItemsAsync(registry, DiscoTarget.Account, request, []).ConfigureAwait(false)
            : await registry.ItemsAsync(DiscoTarget.Account, request).ConfigureAwait(false) is { } open && (request.Payload["node"] is not null || open.Any())
                ? Query(request, open) : StanzaError.ServiceUnavailable();

    private static async ValueTask<IqReply> ItemsAsync(FeatureRegistry registry, DiscoTarget target, IqRequest request, IEnumerable<Element> own)
    {
        var more = await registry.ItemsAsync(target, request).ConfigureAwait(false);
        if (request.Payload["node"] is not null) return more is null ? StanzaError.ItemNotFound() : Query(request, more);
        return Query(request, own.Concat(more ?? []));
    }

    private static IqReply Query(IqRequest request, IEnumerable<Element> content)
        => new Element("query", request.Payload.Namespace, request.Payload["node"] is { } node ? new XmlAttr("node", node) : null, content);
}
