namespace Couplet.Protocol.Stanzas;

/// <summary>The namespaces of what both sides of a client's stream negotiate (RFC 6120).</summary>
public static class NegotiationNamespaces
{
    /// <summary>STARTTLS (§5).</summary>
    public const string Tls = "urn:ietf:params:xml:ns:xmpp-tls";

    /// <summary>Resource binding (§7).</summary>
    public const string Bind = "urn:ietf:params:xml:ns:xmpp-bind";
}
