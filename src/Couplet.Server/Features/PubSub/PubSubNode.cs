using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>A published item.</summary>
/// <param name="Id">Its name at the node.</param>
/// <param name="Payload">Its content, or null.</param>
/// <param name="Publisher">The bare JID of who published it.</param>
/// <param name="Published">When.</param>
/// <param name="Sequence">Its place in the order of publication at the node.</param>
internal sealed record PubSubItem(string Id, Element? Payload, Jid Publisher, DateTimeOffset Published, long Sequence);

/// <summary>A subscription to a node.</summary>
/// <param name="Jid">The address that is notified, bare or full.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Deliver">Whether notifications are wanted (<c>pubsub#deliver</c>).</param>
internal sealed record Subscription(Jid Jid, SubscriptionState State, bool Deliver = true)
{
    /// <summary>When it ends by itself (<c>pubsub#expire</c>); null for never.</summary>
    internal DateTimeOffset? Expires { get; init; }
}

/// <summary>A leaf node: all that is known of it, immutable.</summary>
internal sealed record PubSubNode(string Name, Jid Creator, DateTimeOffset Created, NodeConfiguration Configuration)
{
    /// <summary>By bare JID; nobody here is of no affiliation.</summary>
    internal ImmutableSortedDictionary<string, Affiliation> Affiliations { get; init; } = ImmutableSortedDictionary.Create<string, Affiliation>(StringComparer.Ordinal);

    /// <summary>By the subscribed address.</summary>
    internal ImmutableSortedDictionary<string, Subscription> Subscriptions { get; init; } = ImmutableSortedDictionary.Create<string, Subscription>(StringComparer.Ordinal);

    /// <summary>The items that are kept, the oldest first.</summary>
    internal ImmutableArray<PubSubItem> Items { get; init; } = [];

    internal Affiliation AffiliationOf(Jid jid) => Affiliations.GetValueOrDefault(jid.Bare.ToString());

    internal IEnumerable<Jid> Owners => Affiliations.Where(a => a.Value == Affiliation.Owner).Select(a => Jid.Parse(a.Key));

    /// <summary>The subscriptions of an address and its resources.</summary>
    internal IEnumerable<Subscription> SubscriptionsOf(Jid jid) => Subscriptions.Values.Where(s => s.Jid.Bare == jid.Bare);

    internal bool IsSubscribed(Jid jid) => SubscriptionsOf(jid).Any(s => s.State == SubscriptionState.Subscribed);

    internal PubSubItem? FindItem(string id) => Items.FirstOrDefault(i => i.Id == id);

    /// <summary>The items that have not expired.</summary>
    internal ImmutableArray<PubSubItem> Live(DateTimeOffset now) => Configuration.ItemExpire is not { } seconds || Items.All(i => i.Published.AddSeconds(seconds) > now)
        ? Items : Items.RemoveAll(i => i.Published.AddSeconds(seconds) <= now);

    internal PubSubNode With(Subscription subscription) => this with
    {
        Subscriptions = subscription.State == SubscriptionState.None
            ? Subscriptions.Remove(subscription.Jid.ToString()) : Subscriptions.SetItem(subscription.Jid.ToString(), subscription),
    };

    internal PubSubNode With(Jid jid, Affiliation affiliation) => this with
    {
        Affiliations = affiliation == Affiliation.None ? Affiliations.Remove(jid.Bare.ToString()) : Affiliations.SetItem(jid.Bare.ToString(), affiliation),
    };
}
