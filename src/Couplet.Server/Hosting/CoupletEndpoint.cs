using System.Net;

namespace Couplet.Server.Hosting;

/// <summary>Where a server listens.</summary>
/// <param name="Kind">What is spoken there.</param>
/// <param name="Address">The address and the port, as bound.</param>
public sealed record CoupletEndpoint(CoupletEndpointKind Kind, IPEndPoint Address)
{
    /// <summary>The port.</summary>
    public int Port => Address.Port;

    /// <summary>Such as <c>tcp://127.0.0.1:5222</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}://{Address}";
}

/// <summary>What is spoken at an endpoint.</summary>
public enum CoupletEndpointKind
{
    /// <summary>XMPP with STARTTLS.</summary>
    Tcp,
    /// <summary>XMPP with direct TLS (XEP-0368).</summary>
    Tls,
    /// <summary>HTTP.</summary>
    Http,
    /// <summary>External components (XEP-0114).</summary>
    Component,
}
