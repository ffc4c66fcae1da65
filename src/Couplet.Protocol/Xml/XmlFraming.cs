namespace Couplet.Protocol.Xml;

/// <summary>How the elements of a session are laid out on the transport.</summary>
public enum XmlFraming
{
    /// <summary>One long document: a stream header, first-level elements, a closing tag (RFC 6120 §4.2).</summary>
    Stream,

    /// <summary>Every top-level element is complete by itself (RFC 7395 §3.3, XEP-0124 §4).</summary>
    Framed,
}
