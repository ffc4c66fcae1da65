using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>How many seconds one must wait between two messages (XEP-0500).</summary>
internal sealed class SlowMode : IRoomOption
{
    private const int Longest = 86_400;

    /// <inheritdoc/>
    public string Var => "muc#roomconfig_slow_mode_duration";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(Var, FormFieldType.TextSingle)
    {
        Label = "Slow Mode: Seconds to Wait Between Messages (0 for None)",
        Values = Read(config),
        Extensions = [new Element("validate", DataForm.ValidationNamespace, new XmlAttr("datatype", "xs:integer"),
            new Element("range", DataForm.ValidationNamespace, new XmlAttr("min", "0"), new XmlAttr("max", Words.Number(Longest))))],
    };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => [Words.Number(config.SlowMode)];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        if (values.Length != 1 || !int.TryParse(values[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > Longest)
            return $"it is a number of seconds up to {Longest}";
        config = config with { SlowMode = seconds };
        return null;
    }
}
