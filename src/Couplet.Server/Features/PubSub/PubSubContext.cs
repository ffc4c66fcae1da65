using System.Collections.Frozen;
using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.PubSub;

/// <summary>What the engine must know of the world outside to decide about one request: fetched before, so that deciding is pure.</summary>
/// <param name="Service">The address of the service: a domain, or an account's bare JID.</param>
/// <param name="Now">The time.</param>
/// <param name="Limits">The bounds.</param>
internal sealed record PubSubContext(Jid Service, DateTimeOffset Now, PubSubLimits Limits)
{
    /// <summary>Whether the service is an account (XEP-0163).</summary>
    internal bool IsPersonal => Service.Local is not null;

    /// <summary>How bare JIDs stand to the owners of the node concerned; who is missing is nobody's contact.</summary>
    internal FrozenDictionary<(Jid Owner, Jid Contact), SubscriptionInfo> Relations { get; init; } = FrozenDictionary<(Jid, Jid), SubscriptionInfo>.Empty;

    /// <summary>The resources that want notifications by their capabilities (XEP-0060 §9.2); accounts only.</summary>
    internal ImmutableArray<InterestedResource> Interested { get; init; } = [];

    /// <summary>Whether an address may make nodes.</summary>
    internal Func<Jid, bool> MayCreate { get; init; } = static _ => true;

    /// <summary>Whether an address is known to have no available resource.</summary>
    internal Func<Jid, bool> IsUnavailable { get; init; } = static _ => false;

    /// <summary>Makes names for nodes and items.</summary>
    internal required Func<string> NewId { get; init; }

    /// <summary>What a new node gets.</summary>
    internal NodeConfiguration Default => IsPersonal ? NodeConfiguration.PersonalDefault : NodeConfiguration.ServiceDefault;
}

/// <summary>An available resource and the nodes it wants to hear of.</summary>
internal sealed record InterestedResource(Jid Jid, FrozenSet<string> Nodes);
