using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Forms;

/// <summary>A choice of a list field (XEP-0004 §3.3).</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Label">What is shown; null for the value.</param>
public sealed record FormOption(string Value, string? Label = null)
{
    internal Element ToElement() => new("option", DataForm.Namespace,
        Label is null ? null : new XmlAttr("label", Label),
        new Element("value", DataForm.Namespace, Value));
}
