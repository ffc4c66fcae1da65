namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether those who have a reserved nickname must use it (§7.10).</summary>
internal sealed class ForceReservedNick() : BooleanOption("{urn:couplet:rooms}forcenick", "Must Reserved Nicknames Be Used?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.ForceReservedNick;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { ForceReservedNick = value };
}
