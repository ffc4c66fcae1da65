using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>Subscribing and unsubscribing (XEP-0060 §6.1, §6.2). An address has one subscription at a node, so there are no SubIDs.</summary>
internal static class Subscribing
{
    internal static PubSubOutcome Subscribe(PubSubCall call)
    {
        if (ReadJid(call, out var jid) is { } wrong) return call.Refuse(wrong);
        if (call.Find(out var node) is { } error) return call.Refuse(error);
        if (!node.Configuration.Subscribe) return call.Refuse(PubSubErrors.Unsupported("subscribe"));
        if (NodeAccess.RefuseSubscribing(node, jid, call.Context) is { } refusal) return call.Refuse(refusal);
        if (node.Subscriptions.TryGetValue(jid.ToString(), out var found))
            return found.State == SubscriptionState.Pending ? call.Refuse(PubSubErrors.PendingSubscription()) : call.Answer(Element(node, found));
        if (node.SubscriptionsOf(jid).Count() >= call.Context.Limits.SubscriptionsPerNode) return call.Refuse(PubSubErrors.TooManySubscriptions());

        var subscription = new Subscription(jid, NodeAccess.NeedsApproval(node, jid) && !node.IsSubscribed(jid) ? SubscriptionState.Pending : SubscriptionState.Subscribed);
        if (call.Request.Payload.Child("options")?.FirstChild is { } x)
        {
            if (SubscriptionOptions.Read(subscription, x, call.Context.Now) is not { } chosen) return call.Refuse(PubSubErrors.InvalidOptions());
            subscription = chosen;
        }
        var after = node.With(subscription);
        return call.Changed(after, reply: call.Wrap(Element(after, subscription))) with
        {
            Before = TellOwners(call.Context, after, subscription),
            After = subscription.State == SubscriptionState.Subscribed && after.Configuration.SendLast != SendLast.Never && subscription.Deliver
                && ItemRetrieval.Last(after, jid, call.Context) is { } last ? [last] : [],
        };
    }

    internal static PubSubOutcome Unsubscribe(PubSubCall call)
    {
        if (ReadJid(call, out var jid) is { } wrong) return call.Refuse(wrong);
        if (call.Find(out var node) is { } error) return call.Refuse(error);
        if (call.Action["subid"] is { Length: > 0 }) return call.Refuse(PubSubErrors.InvalidSubId());
        if (!node.Subscriptions.TryGetValue(jid.ToString(), out var found)) return call.Refuse(PubSubErrors.NotSubscribed());
        var gone = found with { State = SubscriptionState.None };
        return call.Changed(node.With(gone), TellOwners(call.Context, node, gone), call.Wrap(Element(node, gone)));
    }

    /// <summary>The address that a request is about: one of the sender's own (§6.1.3.1).</summary>
    internal static StanzaError? ReadJid(PubSubCall call, out Jid jid)
    {
        jid = default;
        if (call.Action["jid"] is not { } text) return PubSubErrors.JidRequired();
        return Jid.TryParse(text, out jid) && jid.Bare == call.From.Bare ? null : PubSubErrors.InvalidJid();
    }

    internal static Element Element(PubSubNode node, Subscription subscription)
        => EventMessages.SubscriptionElement(PubSubNamespaces.Main, node.Name, subscription.Jid, subscription.State);

    private static ImmutableArray<Notification> TellOwners(PubSubContext context, PubSubNode node, Subscription subscription)
    {
        ImmutableArray<Jid> owners = [.. node.Owners];
        if (subscription.State == SubscriptionState.Pending) return [Approval.Ask(context, node, subscription.Jid, owners)];
        return node.Configuration.NotifySub
            ? [new Notification(owners, EventMessages.SubscriptionChanged(context, node, subscription.Jid, subscription.State))] : [];
    }
}
