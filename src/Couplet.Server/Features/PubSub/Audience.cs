using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.PubSub;

/// <summary>Who hears of an event at a node: subscribers and interested resources that may read the node at this moment.</summary>
internal static class Audience
{
    internal static ImmutableArray<Jid> Of(PubSubNode node, PubSubContext context, bool pendingToo = false)
    {
        if (!node.Configuration.DeliverNotifications) return [];
        var access = new Dictionary<Jid, bool>();
        var found = new List<Jid>();
        var seen = new HashSet<Jid>();
        foreach (var subscription in node.Subscriptions.Values)
        {
            if (!subscription.Deliver) continue;
            var waiting = subscription.State == SubscriptionState.Pending;
            if (waiting ? !pendingToo : !MayRead(subscription.Jid)) continue;
            if (node.Configuration.PresenceBased && context.IsUnavailable(subscription.Jid)) continue;
            if (seen.Add(subscription.Jid)) found.Add(subscription.Jid);
        }
        foreach (var resource in context.Interested)
        {
            // Whoever has subscribed with the bare JID hears of the event by that subscription.
            if (!resource.Nodes.Contains(node.Name) || seen.Contains(resource.Jid.Bare) || !MayRead(resource.Jid)) continue;
            if (seen.Add(resource.Jid)) found.Add(resource.Jid);
        }
        return [.. found];

        bool MayRead(Jid jid)
        {
            if (!access.TryGetValue(jid.Bare, out var may))
                access[jid.Bare] = may = NodeAccess.RefuseReading(node, jid, context) is null;
            return may;
        }
    }

    /// <summary>The notification for all who may hear of it; nothing where there is nobody.</summary>
    internal static ImmutableArray<Notification> Tell(PubSubNode node, PubSubContext context, Func<Protocol.Stanzas.Message> message, bool pendingToo = false)
        => Of(node, context, pendingToo) is { IsEmpty: false } audience ? [new Notification(audience, message())] : [];
}
