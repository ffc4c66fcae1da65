namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether the discussion is logged in public.</summary>
internal sealed class PublicLogging() : BooleanOption("muc#roomconfig_enablelogging", "Enable Public Logging?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.Logged;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { Logged = value };

    /// <inheritdoc/>
    public override int StatusCode(RoomConfig before, RoomConfig after) => after.Logged ? 170 : 171;
}
