using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>How many occupants there may be; admins and owners may always enter (§7.2.9).</summary>
internal sealed class MaxUsers : IRoomOption
{
    private static readonly ImmutableArray<int> s_offered = [10, 20, 30, 50, 100];

    /// <inheritdoc/>
    public string Var => "muc#roomconfig_maxusers";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config)
    {
        var offered = config.MaxUsers == 0 || s_offered.Contains(config.MaxUsers) ? s_offered : s_offered.Add(config.MaxUsers);
        return new FormField(Var, FormFieldType.ListSingle)
        {
            Label = "Maximum Number of Occupants",
            Values = Read(config),
            Options = [.. offered.Select(n => new FormOption(Words.Number(n), Words.Number(n))), new FormOption("none", "None")],
        };
    }

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => [config.MaxUsers == 0 ? "none" : Words.Number(config.MaxUsers)];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        var value = values.Length == 1 ? values[0].Trim() : "?";
        var number = 0;
        if (value is not ("none" or "") && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number == 0))
            return "it is a positive number or none";
        config = config with { MaxUsers = number };
        return null;
    }
}
