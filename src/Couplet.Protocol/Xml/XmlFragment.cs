using System.Collections.Immutable;

namespace Couplet.Protocol.Xml;

/// <summary>Parses content that is known to be well-formed and to stand on its own.</summary>
public static class XmlFragment
{
    /// <summary>The nodes (strings and elements) of <paramref name="innerXml"/> under the default namespace <paramref name="ns"/>.</summary>
    /// <exception cref="XmlStreamException">The bytes are not such content.</exception>
    public static ImmutableArray<object> Parse(ReadOnlyMemory<byte> innerXml, string ns)
        => throw new NotSupportedException("the reader is not here yet");

    /// <summary>Parses one element, with nothing but white space around it.</summary>
    /// <param name="xml">The element as text.</param>
    /// <param name="ns">The default namespace in scope.</param>
    /// <exception cref="XmlStreamException">The text is not one well-formed element of XMPP's subset of XML.</exception>
    public static Element ParseElement(string xml, string ns = "")
        => throw new NotSupportedException("the reader is not here yet");
}
