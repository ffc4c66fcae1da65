using System.Collections.Immutable;

namespace Couplet.Server.Features.PubSub;

/// <summary>Subscriptions that end by themselves (XEP-0060 §12.18): they are looked at whenever their node is.</summary>
internal static class Leases
{
    /// <summary>Takes the subscriptions out whose time is over, at one node or at all.</summary>
    internal static PubSubState Expire(PubSubState state, string? name, DateTimeOffset now)
    {
        IEnumerable<PubSubNode> nodes = name is null ? state.Nodes.Values : state.Find(name) is { } node ? [node] : ImmutableArray<PubSubNode>.Empty;
        foreach (var leased in nodes)
        {
            if (leased.Subscriptions.Values.All(s => s.Expires is null)) continue;
            var left = leased.Subscriptions.Values.Where(s => s.Expires <= now).Aggregate(leased, (n, s) => n.With(s with { State = SubscriptionState.None }));
            if (left.Subscriptions.Count < leased.Subscriptions.Count) state = state.With(left);
        }
        return state;
    }
}
