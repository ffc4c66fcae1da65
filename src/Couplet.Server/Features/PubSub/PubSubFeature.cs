using Couplet.Protocol.Addressing;
using Couplet.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.PubSub;

/// <summary>XEP-0060: the publish-subscribe service of the domain.</summary>
internal sealed class PubSubFeature : IFeature
{
    public string Specification => "XEP-0060 XEP-0059";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        var jid = Jid.Parse(server.Options.PubSub.Host ?? $"pubsub.{server.Domain.Domain}");
        var host = new PubSubHost(jid, server, server.Loggers.CreateLogger<PubSubHost>());
        if (server.Router.TryAdd(host)) registry.PubSub = host;
    }

    /// <summary>The bounds that the operator has set.</summary>
    internal static PubSubLimits Limits(PubSubOptions options) => new(options.ItemsPerNode, options.PayloadBytes, options.NodesPerAccount);
}
