using Couplet.Player.Scenarios;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Matching;

/// <summary>Takes the captured values out of an element that has matched.</summary>
internal static class ElementCapture
{
    public static void Collect(Element expected, Element received, IDictionary<string, string> captured)
    {
        foreach (var attribute in expected.Attributes)
            if (ScansionNames.Captured(attribute.Value) is { } name)
                captured[name] = received.Attribute(attribute.Name, attribute.Namespace) ?? "";
        if (ScansionNames.Captured(expected.Text.Trim()) is { } text) captured[text] = received.Text.Trim();
        var pairs = StanzaMatcher.IsStrict(expected)
            ? expected.Elements().Zip(received.Elements())
            : ChildAssignment.Pairs(expected, received);
        foreach (var (child, other) in pairs) Collect(child, other, captured);
    }
}
