using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Forms;

/// <summary>A field of a form (XEP-0004 §3.2).</summary>
/// <param name="Var">The field's name; null only with <see cref="FormFieldType.Fixed"/>.</param>
/// <param name="Type">The type; null where it is left out, as in submitted forms.</param>
public sealed record FormField(string? Var, FormFieldType? Type = null)
{
    /// <summary>What is shown beside it.</summary>
    public string? Label { get; init; }

    /// <summary>A longer explanation.</summary>
    public string? Desc { get; init; }

    /// <summary>Whether it must be completed.</summary>
    public bool Required { get; init; }

    /// <summary>The values; as defaults in a form, as data in a submitted one.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The choices of a list field.</summary>
    public ImmutableArray<FormOption> Options { get; init; } = [];

    /// <summary>Other children: a CAPTCHA's <c>media</c>, the datatypes of XEP-0122.</summary>
    public ImmutableArray<Element> Extensions { get; init; } = [];

    /// <summary>The first value, or null.</summary>
    public string? Value => Values.Length > 0 ? Values[0] : null;

    /// <summary>The first value as a boolean: <c>1</c>, <c>true</c>, <c>0</c>, <c>false</c> (§3.3); null for anything else.</summary>
    public bool? Bool => Value?.Trim() switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => null,
    };

    /// <summary>The <c>field</c> element.</summary>
    public Element ToElement() => new("field", DataForm.Namespace,
        Type is { } type ? new XmlAttr("type", WireName.Of(type)) : null,
        Label is null ? null : new XmlAttr("label", Label),
        Var is null ? null : new XmlAttr("var", Var),
        Desc is null ? null : new Element("desc", DataForm.Namespace, Desc),
        Required ? new Element("required", DataForm.Namespace) : null,
        Values.Select(value => new Element("value", DataForm.Namespace, value)),
        Options.Select(option => option.ToElement()),
        Extensions);

    /// <summary>Reads a <c>field</c> element; an unknown type counts as text-single (§3.3).</summary>
    internal static FormField FromElement(Element element)
    {
        FormFieldType? type = element["type"] is { } name
            ? WireName.TryParse<FormFieldType>(name, out var known) ? known : FormFieldType.TextSingle
            : null;
        return new FormField(element["var"], type)
        {
            Label = element["label"],
            Desc = element.Child("desc")?.Text,
            Required = element.Child("required") is not null,
            Values = [.. element.Elements("value").Select(value => value.Text)],
            Options = [.. element.Elements("option").Select(option => new FormOption(option.Child("value")?.Text ?? "", option["label"]))],
            Extensions = [.. element.Elements().Where(child => child.Namespace != DataForm.Namespace)],
        };
    }
}
