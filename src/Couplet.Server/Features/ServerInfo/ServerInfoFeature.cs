using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Version;

namespace Couplet.Server.Features.ServerInfo;

/// <summary>XEP-0485: what this server is, as an item of its publish-subscribe service. There are no links to other servers to tell of.</summary>
internal sealed class ServerInfoFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:serverinfo:0";

    /// <summary>The node of §2.</summary>
    internal const string Node = "serverinfo";

    private CoupletServer _server = null!;

    public string Specification => "XEP-0485";

    public void Register(FeatureRegistry registry)
    {
        _server = registry.Server;
        if (_server.Options.PubSub.ServerInfo && registry.PubSub is not null) registry.Advertise(DiscoTarget.Server, Namespace);
    }

    public ValueTask StartAsync(CancellationToken cancellation)
        => _server.Options.PubSub.ServerInfo && _server.Features.PubSub is { } service ? service.PublishOwnAsync(Node, "current", Payload(), cancellation) : default;

    /// <summary>Where the item is, for the form of contact addresses (§2); null where there is none.</summary>
    internal static string? Uri(CoupletServer server)
        => server.Options.PubSub.ServerInfo && server.Features.PubSub is { } service ? $"xmpp:{service.Domain}?;node={Node}" : null;

    private Element Payload() => new("serverinfo", Namespace,
        new Element("domain", Namespace, new XmlAttr("name", _server.Domain.Domain), new Element("federation", Namespace)), VersionFeature.Query());
}
