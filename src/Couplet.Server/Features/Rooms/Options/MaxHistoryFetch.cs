using System.Collections.Immutable;
using System.Globalization;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>How many messages newcomers get at most.</summary>
internal sealed class MaxHistoryFetch() : TextOption("muc#maxhistoryfetch", "Maximum Number of History Messages Returned by Room"), IRoomOption
{
    /// <inheritdoc/>
    protected override string Get(RoomConfig config) => Words.Number(config.MaxHistory);

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, string value)
        => config with { MaxHistory = int.Parse(value, CultureInfo.InvariantCulture) };

    /// <inheritdoc/>
    string? IRoomOption.Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        if (values.Length != 1 || !int.TryParse(values[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return "it is a number of messages";
        config = config with { MaxHistory = Math.Min(number, RoomState.HistoryCapacity) };
        return null;
    }
}
