namespace Couplet.Server.Features.Rooms.Options;

/// <summary>What the room is for.</summary>
internal sealed class RoomDescription() : TextOption("muc#roomconfig_roomdesc", "Short Description of Room", 4096)
{
    /// <inheritdoc/>
    protected override string Get(RoomConfig config) => config.Description;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, string value) => config with { Description = value.Trim() };
}
