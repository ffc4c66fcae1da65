using System.Buffers;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>Writes elements as UTF-8 XML. A namespace is declared where it differs from the one in scope.</summary>
public static class ElementWriter
{
    private static readonly SearchValues<char> s_attributeSpecials = SearchValues.Create("<>&'\"\t\n\r");
    private static readonly SearchValues<char> s_textSpecials = SearchValues.Create("<>&\r");

    /// <summary>Writes <paramref name="element"/> where the default namespace in scope is <paramref name="scope"/>.</summary>
    public static void Write(ScratchBuffer output, Element element, string scope = "")
    {
        output.Write("<"u8);
        output.Write(element.Name);
        if (element.Namespace != scope)
        {
            output.Write(" xmlns='"u8);
            AttributeText(output, element.Namespace);
            output.Write("'"u8);
        }
        var prefixes = 0;
        foreach (var attribute in element.Attributes)
            Attribute(output, attribute, ref prefixes);
        if (element.Nodes.Length == 0)
        {
            output.Write("/>"u8);
            return;
        }
        output.Write(">"u8);
        foreach (var node in element.Nodes)
        {
            if (node is string text) Text(output, text);
            else Write(output, (Element)node, element.Namespace);
        }
        output.Write("</"u8);
        output.Write(element.Name);
        output.Write(">"u8);
    }

    /// <summary>The element as a string, with its namespace declared.</summary>
    public static string ToText(Element element, string scope = "")
    {
        using var buffer = ScratchBuffer.Rent();
        Write(buffer, element, scope);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The element as UTF-8.</summary>
    public static byte[] ToBytes(Element element, string scope = "")
    {
        using var buffer = ScratchBuffer.Rent();
        Write(buffer, element, scope);
        return buffer.ToArray();
    }

    /// <summary>Writes the text as it must stand between quotes of an attribute.</summary>
    public static void AttributeText(ScratchBuffer output, ReadOnlySpan<char> text) => Escaped(output, text, s_attributeSpecials);

    /// <summary>Writes the text as it must stand between tags.</summary>
    public static void Text(ScratchBuffer output, ReadOnlySpan<char> text) => Escaped(output, text, s_textSpecials);

    private static void Attribute(ScratchBuffer output, XmlAttr attribute, ref int prefixes)
    {
        output.Write(" "u8);
        if (attribute.Namespace == XmlAttr.XmlNamespace) output.Write("xml:"u8);
        else if (attribute.Namespace.Length > 0)
        {
            var prefix = $"ns{prefixes++}";
            output.Write("xmlns:"u8);
            output.Write(prefix);
            output.Write("='"u8);
            AttributeText(output, attribute.Namespace);
            output.Write("' "u8);
            output.Write(prefix);
            output.Write(":"u8);
        }
        output.Write(attribute.Name);
        output.Write("='"u8);
        AttributeText(output, attribute.Value);
        output.Write("'"u8);
    }

    private static void Escaped(ScratchBuffer output, ReadOnlySpan<char> text, SearchValues<char> specials)
    {
        while (!text.IsEmpty)
        {
            var at = text.IndexOfAny(specials);
            if (at < 0)
            {
                output.Write(text);
                return;
            }
            output.Write(text[..at]);
            output.Write(text[at] switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                '\'' => "&apos;"u8,
                '"' => "&quot;"u8,
                '\t' => "&#x9;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#xD;"u8,
            });
            text = text[(at + 1)..];
        }
    }
}
