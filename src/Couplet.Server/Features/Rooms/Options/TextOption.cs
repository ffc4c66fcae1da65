using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>An option that is a line of text.</summary>
internal abstract class TextOption(string var, string label, int maxLength = 1024) : IRoomOption
{
    /// <inheritdoc/>
    public string Var => var;

    /// <summary>The value.</summary>
    protected abstract string Get(RoomConfig config);

    /// <summary>Sets the value.</summary>
    protected abstract RoomConfig Set(RoomConfig config, string value);

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(var, FormFieldType.TextSingle) { Label = label, Values = Read(config) };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => Get(config) is { Length: > 0 } text ? [text] : [];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        var text = string.Join('\n', values);
        if (text.Length > maxLength) return $"it is longer than {maxLength} characters";
        config = Set(config, text);
        return null;
    }
}
