using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.PubSub;

/// <summary>A publisher is no longer available: nodes that are so configured lose what it has published (<c>pubsub#purge_offline</c>).</summary>
internal static class OfflinePurge
{
    /// <summary>Whether there is anything to be done.</summary>
    internal static bool Concerns(PubSubState state, Jid publisher) => state.Nodes.Values.Any(n => Lost(n, publisher).Any());

    /// <summary>One outcome for each node: each tells its own audience.</summary>
    internal static PubSubOutcome Decide(PubSubState state, string name, Jid publisher, PubSubContext context)
    {
        if (state.Find(name) is not { } node) return new PubSubOutcome(state);
        var lost = Lost(node, publisher).ToImmutableArray();
        var after = node with { Items = node.Items.RemoveAll(lost.Contains) };
        return new PubSubOutcome(state.With(after))
        {
            Writes = [.. lost.Select(i => NodeDocuments.Remove(context.Service, node.Name, i))],
            Before = Audience.Tell(after, context, () => after.Items.IsEmpty ? EventMessages.Purged(context, after)
                : EventMessages.Items(context, after, lost.Select(i => EventMessages.Retract(i.Id)))),
            Change = new NodeChange(node.Name, null, after),
        };
    }

    /// <summary>The names of the nodes that lose something.</summary>
    internal static IEnumerable<string> Nodes(PubSubState state, Jid publisher) => [.. state.Nodes.Values.Where(n => Lost(n, publisher).Any()).Select(n => n.Name)];

    private static IEnumerable<PubSubItem> Lost(PubSubNode node, Jid publisher)
        => node.Configuration.PurgeOffline ? node.Items.Where(i => i.Publisher == publisher.Bare) : [];
}
