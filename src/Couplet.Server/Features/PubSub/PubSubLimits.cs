namespace Couplet.Server.Features.PubSub;

/// <summary>Bounds on what is kept.</summary>
/// <param name="ItemsPerNode">Most items of one node.</param>
/// <param name="PayloadBytes">Largest payload, as XML in UTF-8.</param>
/// <param name="NodesPerAccount">Most nodes that one account may make, at the service and at its own address each.</param>
/// <param name="SubscriptionsPerNode">Most subscriptions of one address at one node (its resources).</param>
internal sealed record PubSubLimits(int ItemsPerNode = 1_000, int PayloadBytes = 196_608, int NodesPerAccount = 250, int SubscriptionsPerNode = 20)
{
    /// <summary>Whether a configuration stays within the bounds.</summary>
    internal bool Allow(NodeConfiguration configuration)
        => !(configuration.MaxItems > ItemsPerNode) && !(configuration.MaxPayload > PayloadBytes)
            && (configuration.Title?.Length ?? 0) <= 1_000 && (configuration.Description?.Length ?? 0) <= 5_000 && configuration.RosterGroups.Length <= 200;
}
