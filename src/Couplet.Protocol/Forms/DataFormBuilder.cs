using System.Collections.Immutable;

namespace Couplet.Protocol.Forms;

/// <summary>Puts a form together, field by field.</summary>
public sealed class DataFormBuilder
{
    private readonly DataFormType _type;
    private readonly ImmutableArray<FormField>.Builder _fields = ImmutableArray.CreateBuilder<FormField>();
    private readonly ImmutableArray<string>.Builder _instructions = ImmutableArray.CreateBuilder<string>();
    private string? _title;

    internal DataFormBuilder(DataFormType type, string? formType)
    {
        _type = type;
        if (formType is not null) Hidden(DataForm.FormTypeVar, formType);
    }

    /// <summary>Sets the title.</summary>
    public DataFormBuilder Title(string? title)
    {
        _title = title;
        return this;
    }

    /// <summary>Adds a paragraph of instructions.</summary>
    public DataFormBuilder Instructions(string text)
    {
        _instructions.Add(text);
        return this;
    }

    /// <summary>Adds a field.</summary>
    public DataFormBuilder Add(FormField field)
    {
        _fields.Add(field);
        return this;
    }

    /// <summary>Adds a hidden field.</summary>
    public DataFormBuilder Hidden(string name, string value) => Add(new FormField(name, FormFieldType.Hidden) { Values = [value] });

    /// <summary>Adds text to be shown.</summary>
    public DataFormBuilder Fixed(string text) => Add(new FormField(null, FormFieldType.Fixed) { Values = [text] });

    /// <summary>Adds a yes-or-no field, written <c>1</c> or <c>0</c>; null for no default.</summary>
    public DataFormBuilder Boolean(string name, bool? value, string? label = null, bool required = false)
        => Add(new FormField(name, FormFieldType.Boolean)
        {
            Label = label,
            Required = required,
            Values = value is { } known ? [known ? "1" : "0"] : [],
        });

    /// <summary>Adds a field for one line of text; null for no default.</summary>
    public DataFormBuilder Text(string name, string? value = null, string? label = null, bool required = false)
        => Single(FormFieldType.TextSingle, name, value, label, required);

    /// <summary>Adds a field for a password.</summary>
    public DataFormBuilder Private(string name, string? value = null, string? label = null, bool required = false)
        => Single(FormFieldType.TextPrivate, name, value, label, required);

    /// <summary>Adds a field for one address.</summary>
    public DataFormBuilder Jid(string name, string? value = null, string? label = null, bool required = false)
        => Single(FormFieldType.JidSingle, name, value, label, required);

    /// <summary>Adds a field for many addresses.</summary>
    public DataFormBuilder Jids(string name, IEnumerable<string> values, string? label = null, bool required = false)
        => Add(new FormField(name, FormFieldType.JidMulti) { Label = label, Required = required, Values = [.. values] });

    /// <summary>Adds a field for lines of text.</summary>
    public DataFormBuilder Lines(string name, string? value = null, string? label = null, bool required = false)
        => Add(new FormField(name, FormFieldType.TextMulti)
        {
            Label = label,
            Required = required,
            Values = value is null ? [] : [.. value.Split('\n')],
        });

    /// <summary>Adds a choice of one.</summary>
    public DataFormBuilder List(string name, string? value, IEnumerable<FormOption> options, string? label = null, bool required = false)
        => Add(new FormField(name, FormFieldType.ListSingle)
        {
            Label = label,
            Required = required,
            Values = value is null ? [] : [value],
            Options = [.. options],
        });

    /// <summary>Adds a choice of any number.</summary>
    public DataFormBuilder ListMulti(string name, IEnumerable<string> values, IEnumerable<FormOption> options, string? label = null, bool required = false)
        => Add(new FormField(name, FormFieldType.ListMulti) { Label = label, Required = required, Values = [.. values], Options = [.. options] });

    /// <summary>Adds a name and its values without a type, as submitted forms have them.</summary>
    public DataFormBuilder Value(string name, params ImmutableArray<string> values) => Add(new FormField(name) { Values = values });

    /// <summary>The form.</summary>
    public DataForm ToForm() => new(_type)
    {
        Title = _title,
        Instructions = _instructions.ToImmutable(),
        Fields = _fields.ToImmutable(),
    };

    /// <summary>The <c>x</c> element.</summary>
    public Xml.Element ToElement() => ToForm().ToElement();

    private DataFormBuilder Single(FormFieldType type, string name, string? value, string? label, bool required)
        => Add(new FormField(name, type) { Label = label, Required = required, Values = value is null ? [] : [value] });
}
