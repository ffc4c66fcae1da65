using System.Collections.Immutable;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms;

/// <summary>The data forms (XEP-0004) of rooms: building the fields, reading what was submitted.</summary>
internal static class RoomForm
{
    private const string Namespace = DataForm.Namespace;

    /// <summary>A form with its FORM_TYPE.</summary>
    internal static Element Of(string type, string formType, params IEnumerable<Element?> content)
        => new("x", Namespace, new XmlAttr("type", type), content.Where(c => c!.Name != "field"),
            Field("FORM_TYPE", "hidden", null, [formType]), content.Where(c => c!.Name == "field"));

    /// <summary>A field.</summary>
    internal static Element Field(string var, string? type, string? label, ImmutableArray<string> values, params IEnumerable<Element> rest)
        => new("field", Namespace, new XmlAttr("var", var),
            type is null ? null : new XmlAttr("type", type),
            label is null ? null : new XmlAttr("label", label),
            values.Select(v => new Element("value", Namespace, v)), rest);

    /// <summary>A choice.</summary>
    internal static Element Choice(string value, string label)
        => new("option", Namespace, new XmlAttr("label", label), new Element("value", Namespace, value));

    /// <summary>Text above the fields: <c>title</c> or <c>instructions</c>.</summary>
    internal static Element Text(string name, string text) => new(name, Namespace, text);

    /// <summary>The values of each field that was submitted.</summary>
    internal static Dictionary<string, ImmutableArray<string>> Values(Element form)
    {
        var values = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var field in form.Elements("field"))
            if (field["var"] is { } var) values[var] = [.. field.Elements("value").Select(v => v.Text)];
        return values;
    }

    /// <summary>The only value of a submitted field, or null.</summary>
    internal static string? Value(this Dictionary<string, ImmutableArray<string>> values, string var)
        => values.TryGetValue(var, out var found) && found.Length > 0 ? found[0] : null;

    /// <summary>Reads a boolean (XEP-0004 §3.3), or null.</summary>
    internal static bool? Boolean(string? value) => value switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => null,
    };
}
