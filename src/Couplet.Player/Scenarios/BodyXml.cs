using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Scenarios;

/// <summary>Turns the text of a body into its element.</summary>
internal static class BodyXml
{
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
            return XmlFragment.ParseElement(Bind(extent).Trim(), Stanza.ClientNamespace);
        }
        catch (XmlStreamException e)
        {
            throw source.Error(text.Length - text.AsSpan().TrimStart().Length, e.Message);
        }
    }

    /// <summary>The element with the language's prefixes declared on its root.</summary>
    private static string Bind(BodyExtent extent)
    {
        var xml = extent.Xml[..extent.End];
        var root = xml[..xml.IndexOf('>', extent.RootName)];
        return xml.Insert(extent.RootName, Declare(ScansionNames.Prefix, ScansionNames.Namespace) + Declare(ScansionNames.StreamPrefix, StreamError.StreamNamespace));

        string Declare(string prefix, string ns)
            => root.Contains($"xmlns:{prefix}=", StringComparison.Ordinal) ? "" : $" xmlns:{prefix}='{ns}'";
    }
}
