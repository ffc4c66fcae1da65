namespace Couplet.Protocol.Xml;

/// <summary>What <see cref="XmlStreamReader"/> found.</summary>
public enum XmlTokenKind
{
    /// <summary>All input is consumed and no token is complete; no error.</summary>
    NeedMore,

    /// <summary>The stream header: see <see cref="XmlStreamReader.Header"/>.</summary>
    StreamOpen,

    /// <summary>A complete first-level element: see <see cref="XmlStreamReader.Current"/>.</summary>
    Element,

    /// <summary>The stream's closing tag.</summary>
    StreamClose,

    /// <summary>All input is consumed and it was white space between elements: a keep-alive (RFC 6120 §4.6.1).</summary>
    Whitespace,
}
