using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.PubSub;

/// <summary>An option of a node as a field of a form: how it is shown, read and set.</summary>
/// <param name="Var">The field's name.</param>
/// <param name="Type">The field's type.</param>
/// <param name="Label">What is shown beside it.</param>
/// <param name="Read">Its values in a configuration.</param>
/// <param name="Set">A configuration with other values; null when these are no values of the field.</param>
internal sealed record ConfigurationField(string Var, FormFieldType Type, string Label,
    Func<NodeConfiguration, ImmutableArray<string>> Read,
    Func<NodeConfiguration, ImmutableArray<string>, NodeConfiguration?> Set)
{
    internal ImmutableArray<string> Options { get; init; } = [];

    internal static ConfigurationField Flag(string name, string label, Func<NodeConfiguration, bool> read,
        Func<NodeConfiguration, bool, NodeConfiguration> set)
        => new(name, FormFieldType.Boolean, label, c => [read(c) ? "1" : "0"], (c, values) => One(values) switch
        {
            "1" or "true" => set(c, true),
            "0" or "false" => set(c, false),
            _ => null,
        });

    internal static ConfigurationField Choice<T>(string name, string label, Func<NodeConfiguration, T> read,
        Func<NodeConfiguration, T, NodeConfiguration> set) where T : struct, Enum
        => new(name, FormFieldType.ListSingle, label, c => [PubSubWords.Of(read(c))],
            (c, values) => PubSubWords.TryParse<T>(One(values), out var value) ? set(c, value) : null)
        { Options = PubSubWords.All<T>() };

    internal static ConfigurationField Number(string name, string label, int least, Func<NodeConfiguration, int?> read,
        Func<NodeConfiguration, int?, NodeConfiguration> set)
        => new(name, FormFieldType.TextSingle, label, c => [read(c)?.ToString(CultureInfo.InvariantCulture) ?? "max"], (c, values) => One(values) switch
        {
            "max" => set(c, null),
            { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least => set(c, n),
            _ => null,
        });

    internal static ConfigurationField Text(string name, string label, Func<NodeConfiguration, string?> read,
        Func<NodeConfiguration, string?, NodeConfiguration> set)
        => new(name, FormFieldType.TextSingle, label, c => read(c) is { } text ? [text] : [],
            (c, values) => values.Length > 1 ? null : set(c, One(values) is { Length: > 0 } text ? text : null));

    /// <summary>The field in a form.</summary>
    internal FormField ToField(NodeConfiguration configuration, bool described) => described
        ? new FormField(Var, Type) { Label = Label, Values = Read(configuration), Options = [.. Options.Select(o => new FormOption(o))] }
        : new FormField(Var) { Values = Read(configuration) };

    private static string? One(ImmutableArray<string> values) => values.Length == 1 ? values[0].Trim() : null;
}
