using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>How many mentions a message may have (XEP-0513 §3.6).</summary>
internal sealed class MentionCount : IRoomOption
{
    private const int Most = 100;

    /// <inheritdoc/>
    public string Var => "mentions#count";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(Var, FormFieldType.TextSingle) { Label = "How many mentions are allowed in a message?", Values = Read(config) };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => [Words.Number(config.MaxMentions)];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        if (values.Length != 1 || !int.TryParse(values[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Most)
            return $"it is a number up to {Most}";
        config = config with { MaxMentions = number };
        return null;
    }
}
