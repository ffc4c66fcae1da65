namespace Couplet.Server.Features.HostMeta;

/// <summary>XEP-0156: where else the server can be reached, told over HTTP; the pages are <see cref="HostMetaEndpoint"/>.</summary>
internal sealed class HostMetaFeature : IFeature
{
    /// <summary>What a WebSocket is called in the links.</summary>
    internal const string WebSocket = "urn:xmpp:alt-connections:websocket";

    public string Specification => "XEP-0156";

    /// <summary>All there is to it is reached over HTTP.</summary>
    public void Register(FeatureRegistry registry)
    {
    }

    /// <summary>The WebSocket's address.</summary>
    internal static string Address(CoupletServer server) => new UriBuilder(new Uri(server.PublicUrl, "xmpp-websocket"))
    {
        Scheme = server.PublicUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
    }.Uri.AbsoluteUri;
}
