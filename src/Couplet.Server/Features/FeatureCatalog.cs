using System.Collections.Immutable;
using Couplet.Server.Features.Ping;

namespace Couplet.Server.Features;

/// <summary>Every extension, one line each. The order is the order in which they see an account's stanzas.</summary>
public static class FeatureCatalog
{
    /// <summary>The extensions.</summary>
    public static ImmutableArray<IFeature> All { get; } =
    [
        new PingFeature(),
    ];
}
