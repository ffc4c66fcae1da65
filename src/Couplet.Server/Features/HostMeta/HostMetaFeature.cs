using System.Collections.Immutable;
using Couplet.Server.Features.Bosh;

namespace Couplet.Server.Features.HostMeta;

/// <summary>XEP-0156, XEP-0487: where else the server can be reached, told over HTTP; the pages are <see cref="HostMetaEndpoint"/>.</summary>
internal sealed class HostMetaFeature : IFeature
{
    /// <summary>What a WebSocket is called in the links.</summary>
    internal const string WebSocket = "urn:xmpp:alt-connections:websocket";

    /// <summary>What direct TLS is called in the links (XEP-0487).</summary>
    internal const string DirectTls = "urn:xmpp:alt-connections:tls";

    public string Specification => "XEP-0156 XEP-0487";

    /// <summary>All there is to it is reached over HTTP.</summary>
    public void Register(FeatureRegistry registry)
    {
    }

    /// <summary>All ways in that have an address.</summary>
    internal static ImmutableArray<HostMetaLink> Links(CoupletServer server) => [new(WebSocket, Address(server), null),
        .. BoshFeature.Address(server) is { } bosh ? [new HostMetaLink(BoshFeature.Relation, bosh, null)] : ImmutableArray<HostMetaLink>.Empty,
        .. server.Options.HostMetaAddresses.Count > 0 && server.Options.TlsPort > 0
        ? [new HostMetaLink(DirectTls, null, server.Options.TlsPort)] : ImmutableArray<HostMetaLink>.Empty];

    /// <summary>The WebSocket's address.</summary>
    internal static string Address(CoupletServer server) => new UriBuilder(new Uri(server.PublicUrl, "xmpp-websocket"))
    {
        Scheme = server.PublicUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
    }.Uri.AbsoluteUri;
}
