using System.Text;
using System.Xml;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Xml;

/// <summary>The platform's XML reader with the restrictions of RFC 6120 §11.1 applied, as the judge of what is right.</summary>
internal static class XmlOracle
{
    private static readonly UTF8Encoding s_strict = new(false, true);

    private static readonly XmlReaderSettings s_settings = new()
    {
        ConformanceLevel = ConformanceLevel.Document,
        DtdProcessing = DtdProcessing.Prohibit,
        CheckCharacters = true,
        XmlResolver = null,
    };

    /// <summary>The document's root as a tree, written out; null if it is not well-formed or not allowed.</summary>
    internal static Element? Parse(ReadOnlySpan<byte> document)
    {
        string text;
        try
        {
            text = s_strict.GetString(document);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        // A leading U+FEFF is a character and no byte order mark (RFC 6120 §11.6).
        if (text.StartsWith('\uFEFF')) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), s_settings);
            return Read(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Element? Read(XmlReader reader)
    {
        var open = new Stack<List<object?>>();
        var names = new Stack<(string Name, string Ns)>();
        Element? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Prefix is "xml" or "xmlns") return null; // XML Names §3 forbids the latter, which the platform overlooks
                    var (name, ns, empty) = (reader.LocalName, reader.NamespaceURI, reader.IsEmptyElement);
                    var content = new List<object?>();
                    while (reader.MoveToNextAttribute())
                    {
                        if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                            content.Add(new XmlAttr(reader.LocalName, reader.Value, reader.NamespaceURI));
                    }
                    open.Push(content);
                    names.Push((name, ns));
                    if (empty) root = End(open, names);
                    break;
                case XmlNodeType.EndElement:
                    root = End(open, names);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    if (open.Count > 0) AddText(open.Peek(), reader.Value);
                    break;
                default:
                    return null; // a comment, a processing instruction, a declaration
            }
        }
        return root;
    }

    private static void AddText(List<object?> content, string text)
    {
        if (content.Count > 0 && content[^1] is string before) content[^1] = before + text;
        else if (text.Length > 0) content.Add(text);
    }

    private static Element End(Stack<List<object?>> open, Stack<(string Name, string Ns)> names)
    {
        var (name, ns) = names.Pop();
        var element = new Element(name, ns, open.Pop().ToArray());
        if (open.Count > 0) open.Peek().Add(element);
        return element;
    }
}
