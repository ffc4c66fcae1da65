using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Matching;

/// <summary>
/// Compares what came with what a script expects. Elements outside <c>jabber:client</c> are compared strictly (the same attributes, the
/// same children in the same order), the others leniently (what is expected is there); <c>scansion:strict</c> overrides it for one
/// element. Text is trimmed, and compared where the script gives any; <c>{scansion:any}</c> and captures stand for text that is not empty.
/// </summary>
public static class StanzaMatcher
{
    /// <summary>The first difference, or null if <paramref name="received"/> is what is expected.</summary>
    /// <param name="expected">The expected element, its variables replaced.</param>
    /// <param name="received">What came.</param>
    /// <param name="captured">Receives the values that the script captures; left alone where there is a difference.</param>
    public static Mismatch? Compare(Element expected, Element received, IDictionary<string, string> captured)
    {
        var difference = Compare(expected, received, "");
        if (difference is null) ElementCapture.Collect(expected, received, captured);
        return difference;
    }

    internal static bool IsStrict(Element expected)
        => expected.Attribute(ScansionNames.Strict, ScansionNames.Namespace) is { } mode
            ? mode is "true" or "1"
            : expected.Namespace != Stanza.ClientNamespace;

    internal static Mismatch? Compare(Element expected, Element received, string path)
    {
        path = $"{path}/{expected.Name}";
        if (!expected.Is(received.Name, received.Namespace))
            return new Mismatch(path, $"{Describe(expected)} is expected, {Describe(received)} came", expected, received);
        return Attributes(expected, received, path) ?? Text(expected, received, path) ?? (IsStrict(expected)
            ? Sequence(expected, received, path)
            : ChildAssignment.Compare(expected, received, path));
    }

    internal static string Describe(Element element) => element.Namespace == Stanza.ClientNamespace
        ? $"<{element.Name}>"
        : $"<{element.Name} xmlns='{element.Namespace}'>";

    private static Mismatch? Attributes(Element expected, Element received, string path)
    {
        foreach (var attribute in expected.Attributes)
        {
            if (attribute.Namespace == ScansionNames.Namespace) continue;
            var value = received.Attribute(attribute.Name, attribute.Namespace);
            if (value is null) return Different($"the attribute '{attribute.Name}' is missing", attribute);
            if (ScansionNames.IsWild(attribute.Value)) continue;
            if (value != attribute.Value) return Different($"'{attribute.Value}' is expected, '{value}' came", attribute);
        }
        if (!IsStrict(expected)) return null;
        foreach (var attribute in received.Attributes)
            if (expected.Attribute(attribute.Name, attribute.Namespace) is null)
                return Different($"the attribute '{attribute.Name}' is not expected", attribute);
        return null;

        Mismatch Different(string reason, XmlAttr attribute) => new($"{path}/@{attribute.Name}", reason, expected, received);
    }

    private static Mismatch? Text(Element expected, Element received, string path)
    {
        var text = expected.Text.Trim();
        var came = received.Text.Trim();
        return text.Length == 0 || text == came || (ScansionNames.IsWild(text) && came.Length > 0)
            ? null
            : new Mismatch($"{path}/text()", $"the text '{text}' is expected, '{came}' came", expected, received);
    }

    private static Mismatch? Sequence(Element expected, Element received, string path)
    {
        var came = received.Elements().ToArray();
        var i = 0;
        foreach (var child in expected.Elements())
        {
            if (i == came.Length) return new Mismatch($"{path}/{child.Name}", $"{Describe(child)} is missing", child, null);
            if (Compare(child, came[i], path) is { } difference) return difference;
            i++;
        }
        return i == came.Length ? null : new Mismatch($"{path}/{came[i].Name}", $"{Describe(came[i])} is not expected", expected, came[i]);
    }
}
