using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Forms;

/// <summary>A data form (XEP-0004).</summary>
public sealed record DataForm(DataFormType Type)
{
    /// <summary>The namespace of <c>x</c>.</summary>
    public const string Namespace = "jabber:x:data";

    /// <summary>The namespace of <c>validate</c>, which says more exactly what a field takes (XEP-0122).</summary>
    public const string ValidationNamespace = "http://jabber.org/protocol/xdata-validate";

    /// <summary>The name of the field that says what the form is for (XEP-0068).</summary>
    public const string FormTypeVar = "FORM_TYPE";

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>What to do with the form; one entry per paragraph.</summary>
    public ImmutableArray<string> Instructions { get; init; } = [];

    /// <summary>The fields, in order.</summary>
    public ImmutableArray<FormField> Fields { get; init; } = [];

    /// <summary>The columns of a result with many items (§3.4).</summary>
    public ImmutableArray<FormField> Reported { get; init; } = [];

    /// <summary>The rows of a result with many items.</summary>
    public ImmutableArray<ImmutableArray<FormField>> Items { get; init; } = [];

    /// <summary>The value of FORM_TYPE, or null. In a form or result the field counts only if it is hidden (XEP-0068 §3.2).</summary>
    public string? FormType
        => Field(FormTypeVar) is { } found && (found.Type is FormFieldType.Hidden || Type == DataFormType.Submit) ? found.Value : null;

    /// <summary>The first field of this name, or null.</summary>
    public FormField? Field(string name)
    {
        foreach (var field in Fields)
            if (field.Var == name) return field;
        return null;
    }

    /// <summary>The first value of a field; null where there is none.</summary>
    public string? GetValue(string name) => Field(name)?.Value;

    /// <summary>All values of a field; empty where there is none.</summary>
    public ImmutableArray<string> GetValues(string name) => Field(name)?.Values ?? [];

    /// <summary>A field as a boolean: <c>1</c>, <c>true</c>, <c>0</c>, <c>false</c>; null for anything else and where there is none.</summary>
    public bool? GetBool(string name) => Field(name)?.Bool;

    /// <summary>The lines of a text-multi field, joined; null where there is none.</summary>
    public string? GetText(string name) => Field(name) is { Values.Length: > 0 } field ? string.Join('\n', field.Values) : null;

    /// <summary>The <c>x</c> element.</summary>
    public Element ToElement() => new("x", Namespace,
        new XmlAttr("type", WireName.Of(Type)),
        Title is null ? null : new Element("title", Namespace, Title),
        Instructions.Select(text => new Element("instructions", Namespace, text)),
        Reported.IsEmpty ? null : new Element("reported", Namespace, Reported.Select(field => field.ToElement())),
        Fields.Select(field => field.ToElement()),
        Items.Select(item => new Element("item", Namespace, item.Select(field => field.ToElement()))));

    /// <summary>Reads an <c>x</c> element. False for another element, for null, and for an unknown type.</summary>
    public static bool TryParse([NotNullWhen(true)] Element? element, [NotNullWhen(true)] out DataForm? form)
    {
        form = null;
        if (element is null || !element.Is("x", Namespace) || !WireName.TryParse<DataFormType>(element["type"] ?? "", out var type)) return false;
        form = new DataForm(type)
        {
            Title = element.Child("title")?.Text,
            Instructions = [.. element.Elements("instructions").Select(text => text.Text)],
            Fields = FieldsOf(element),
            Reported = element.Child("reported") is { } reported ? FieldsOf(reported) : [],
            Items = [.. element.Elements("item").Select(FieldsOf)],
        };
        return true;
    }

    /// <summary>Begins a form whose FORM_TYPE is <paramref name="formType"/>; null leaves that field out.</summary>
    public static DataFormBuilder Build(DataFormType type, string? formType = null) => new(type, formType);

    private static ImmutableArray<FormField> FieldsOf(Element element) => [.. element.Elements("field").Select(FormField.FromElement)];
}
