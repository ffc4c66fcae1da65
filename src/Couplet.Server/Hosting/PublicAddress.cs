using Microsoft.AspNetCore.Http;

namespace Couplet.Server.Hosting;

/// <summary>What is known of the way from the client to the HTTP port.</summary>
internal static class PublicAddress
{
    /// <summary>
    /// Whether a client's bytes are protected: by TLS here, or by the proxy before the port, which the operator has named with an address of
    /// <c>https</c>.
    /// </summary>
    internal static bool IsSecure(HttpContext context, CoupletServer server) => context.Request.IsHttps || server.Options.PublicUrl?.Scheme == Uri.UriSchemeHttps;
}
