namespace Couplet.Protocol.Stanzas;

/// <summary>The namespaces of what RFC 6120 negotiates on a stream.</summary>
public static class StreamFeatureNamespaces
{
    /// <summary>STARTTLS (RFC 6120 §5).</summary>
    public const string Tls = "urn:ietf:params:xml:ns:xmpp-tls";

    /// <summary>Resource binding (RFC 6120 §7).</summary>
    public const string Bind = "urn:ietf:params:xml:ns:xmpp-bind";
}
