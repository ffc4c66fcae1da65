using System.Collections.Immutable;

namespace Couplet.Server.Features.PubSub;

/// <summary>The nodes of a service or an account, by name.</summary>
internal sealed record PubSubState(ImmutableSortedDictionary<string, PubSubNode> Nodes)
{
    internal static PubSubState Empty { get; } = new(ImmutableSortedDictionary.Create<string, PubSubNode>(StringComparer.Ordinal));

    internal PubSubNode? Find(string name) => Nodes.GetValueOrDefault(name);

    internal PubSubState With(PubSubNode node) => new(Nodes.SetItem(node.Name, node));

    internal PubSubState Without(string name) => new(Nodes.Remove(name));
}
