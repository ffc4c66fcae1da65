using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Scenarios;

/// <summary>Turns the text of a body into its element.</summary>
internal static class BodyXml
{
    private static readonly Dictionary<string, string> s_prefixes = new(StringComparer.Ordinal)
    {
        [ScansionNames.Prefix] = ScansionNames.Namespace,
        [ScansionNames.StreamPrefix] = StreamError.StreamNamespace,
    };

    /// <summary>Parses the element, in the default namespace of clients.</summary>
    /// <exception cref="ScenarioException">It is not one well-formed element.</exception>
    public static Element Parse(ScriptBody source, BodyExtent extent)
    {
        if (!extent.IsComplete)
        {
            throw source.Error(extent.OpenTag, extent.OpenName.Length > 0
                ? $"<{extent.OpenName}> is never closed"
                : "this tag is never finished");
        }
        var text = source.Text;
        if (text.AsSpan(extent.End).TrimStart() is { Length: > 0 } more)
            throw source.Error(text.Length - more.Length, "an action takes one element; a second one begins here");
        try
        {
            return XmlFragment.ParseElement(extent.Xml[..extent.End].Trim(), Stanza.ClientNamespace, s_prefixes);
        }
        catch (XmlStreamException e)
        {
            throw source.Error(text.Length - text.AsSpan().TrimStart().Length, e.Message);
        }
    }
}
