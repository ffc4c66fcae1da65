using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>An option that is one of a few words.</summary>
internal abstract class ChoiceOption<T>(string var, string label, params ImmutableArray<(string Word, string Label, T Value)> choices) : IRoomOption
    where T : struct
{
    /// <inheritdoc/>
    public string Var => var;

    /// <summary>The value.</summary>
    protected abstract T Get(RoomConfig config);

    /// <summary>Sets the value.</summary>
    protected abstract RoomConfig Set(RoomConfig config, T value);

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(var, FormFieldType.ListSingle)
    {
        Label = label,
        Values = Read(config),
        Options = [.. choices.Select(c => new FormOption(c.Word, c.Label))],
    };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config)
    {
        var value = Get(config);
        return [choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Word];
    }

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        foreach (var choice in choices)
        {
            if (values.Length != 1 || choice.Word != values[0].Trim()) continue;
            config = Set(config, choice.Value);
            return null;
        }
        return $"it is one of {string.Join(", ", choices.Select(c => c.Word))}";
    }

    /// <inheritdoc/>
    public virtual IEnumerable<string> Features(RoomConfig config) => [];

    /// <inheritdoc/>
    public virtual int StatusCode(RoomConfig before, RoomConfig after) => 104;
}
