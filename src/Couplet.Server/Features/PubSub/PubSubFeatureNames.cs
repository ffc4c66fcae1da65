using System.Collections.Immutable;

namespace Couplet.Server.Features.PubSub;

/// <summary>What of XEP-0060 works here, by the names of §10.</summary>
internal static class PubSubFeatureNames
{
    private static readonly ImmutableArray<string> s_both =
    [
        "access-authorize", "access-open", "access-presence", "access-roster", "access-whitelist", "auto-create", "config-node", "config-node-max", "create-and-configure", "create-nodes", "delete-items", "delete-nodes", "instant-nodes", "item-ids", "leased-subscription",
        "manage-subscriptions", "member-affiliation", "meta-data", "modify-affiliations", "multi-items", "outcast-affiliation", "persistent-items",
        "publish", "publish-node-full", "publish-only-affiliation", "publish-options", "publisher-affiliation", "purge-nodes", "retract-items",
        "retrieve-affiliations", "retrieve-default", "retrieve-default-sub", "retrieve-items", "retrieve-subscriptions", "rsm", "subscribe",
        "subscription-notifications", "subscription-options",
    ];

    /// <summary>At the service of the domain.</summary>
    internal static ImmutableArray<string> Service { get; } = Names("get-pending");

    /// <summary>At the accounts.</summary>
    internal static ImmutableArray<string> Personal { get; } = Names("auto-subscribe", "filtered-notifications", "last-published",
        "presence-notifications", "presence-subscribe");

    private static ImmutableArray<string> Names(params ImmutableArray<string> own)
        => [PubSubNamespaces.Main, .. s_both.AddRange(own).Order(StringComparer.Ordinal).Select(n => $"{PubSubNamespaces.Main}#{n}")];
}
