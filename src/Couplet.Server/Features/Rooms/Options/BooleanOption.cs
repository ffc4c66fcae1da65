using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>An option that is on or off.</summary>
internal abstract class BooleanOption(string var, string label) : IRoomOption
{
    /// <inheritdoc/>
    public string Var => var;

    /// <summary>The value.</summary>
    protected abstract bool Get(RoomConfig config);

    /// <summary>Sets the value.</summary>
    protected abstract RoomConfig Set(RoomConfig config, bool value);

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(var, FormFieldType.Boolean) { Label = label, Values = Read(config) };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => [Get(config) ? "1" : "0"];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        if (new FormField(var) { Values = values }.Bool is not { } value || values.Length != 1) return "it is 1 or 0";
        config = Set(config, value);
        return null;
    }

    /// <inheritdoc/>
    public virtual IEnumerable<string> Features(RoomConfig config) => [];

    /// <inheritdoc/>
    public virtual int StatusCode(RoomConfig before, RoomConfig after) => 104;
}
