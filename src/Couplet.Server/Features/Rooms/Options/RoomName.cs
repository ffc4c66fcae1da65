namespace Couplet.Server.Features.Rooms.Options;

/// <summary>What people call the room.</summary>
internal sealed class RoomName() : TextOption("muc#roomconfig_roomname", "Natural-Language Room Name")
{
    /// <inheritdoc/>
    protected override string Get(RoomConfig config) => config.Name;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, string value) => config with { Name = value.Trim() };
}
