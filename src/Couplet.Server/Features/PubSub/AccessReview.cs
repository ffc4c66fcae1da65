using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.PubSub;

/// <summary>What follows when a contact's standing changes: subscriptions that it may no longer have end (XEP-0163 §6.1).</summary>
internal static class AccessReview
{
    internal static PubSubOutcome Decide(PubSubState state, Jid contact, PubSubContext context)
    {
        var outcome = new PubSubOutcome(state);
        foreach (var node in state.Nodes.Values)
        {
            if (NodeAccess.RefuseSubscribing(node, contact, context) is null) continue;
            var lost = node.SubscriptionsOf(contact).ToImmutableArray();
            if (lost.IsEmpty) continue;
            var after = lost.Aggregate(node, (n, s) => n.With(s with { State = SubscriptionState.None }));
            outcome = outcome with
            {
                State = outcome.State.With(after),
                Writes = outcome.Writes.Add(NodeDocuments.Write(context.Service, after)),
                Before = outcome.Before.AddRange(lost.Select(s => new Notification([s.Jid],
                    EventMessages.SubscriptionChanged(context, node, s.Jid, SubscriptionState.None)))),
            };
        }
        return outcome;
    }
}
