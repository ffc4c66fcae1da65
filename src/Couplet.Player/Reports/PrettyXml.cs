using System.Text;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Reports;

/// <summary>An element as indented lines, one of which may be marked.</summary>
internal sealed class PrettyXml
{
    private readonly List<(string Text, bool Marked)> _lines = [];
    private readonly Element? _marked;

    private PrettyXml(Element? marked) => _marked = marked;

    /// <summary>The lines; the one on which <paramref name="marked"/> begins is marked.</summary>
    public static IReadOnlyList<(string Text, bool Marked)> Lines(Element element, Element? marked)
    {
        var pretty = new PrettyXml(marked);
        pretty.Write(element, Stanza.ClientNamespace, 0);
        return pretty._lines;
    }

    private void Write(Element element, string scope, int depth)
    {
        var indent = new string(' ', depth * 2);
        var tag = new StringBuilder(indent).Append('<').Append(element.Name);
        if (element.Namespace != scope) tag.Append(" xmlns='").Append(Escape(element.Namespace)).Append('\'');
        foreach (var attribute in element.Attributes)
            tag.Append(' ').Append(Prefix(attribute.Namespace)).Append(attribute.Name).Append("='").Append(Escape(attribute.Value)).Append('\'');
        var isMarked = ReferenceEquals(element, _marked);
        var text = element.Text.Trim();
        if (element.FirstChild is null)
        {
            tag.Append(text.Length == 0 ? "/>" : $">{Escape(text)}</{element.Name}>");
            _lines.Add((tag.ToString(), isMarked));
            return;
        }
        _lines.Add((tag.Append('>').ToString(), isMarked));
        foreach (var node in element.Nodes)
        {
            if (node is Element child) Write(child, element.Namespace, depth + 1);
            else if (((string)node).Trim() is { Length: > 0 } inner) _lines.Add(($"{indent}  {Escape(inner)}", false));
        }
        _lines.Add(($"{indent}</{element.Name}>", false));
    }

    private static string Prefix(string ns) => ns switch
    {
        "" => "",
        XmlAttr.XmlNamespace => "xml:",
        ScansionNames.Namespace => $"{ScansionNames.Prefix}:",
        _ => $"{{{ns}}}",
    };

    /// <summary>Escapes markup, and control characters, which a terminal would obey.</summary>
    private static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '<') result.Append("&lt;");
            else if (c is '&') result.Append("&amp;");
            else if (c is '\'') result.Append("&apos;");
            else if (char.IsControl(c)) result.Append(System.Globalization.CultureInfo.InvariantCulture, $"&#x{(int)c:X};");
            else result.Append(c);
        }
        return result.ToString();
    }
}
