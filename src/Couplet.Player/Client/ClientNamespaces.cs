namespace Couplet.Player.Client;

/// <summary>The namespaces of what a client negotiates.</summary>
internal static class ClientNamespaces
{
    /// <summary>STARTTLS (RFC 6120 §5).</summary>
    public const string Tls = "urn:ietf:params:xml:ns:xmpp-tls";

    /// <summary>Resource binding (RFC 6120 §7).</summary>
    public const string Bind = "urn:ietf:params:xml:ns:xmpp-bind";
}
