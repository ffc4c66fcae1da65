namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether voice must be granted.</summary>
internal sealed class ModeratedRoom() : BooleanOption("muc#roomconfig_moderatedroom", "Make Room Moderated?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.Moderated;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { Moderated = value };

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => [config.Moderated ? "muc_moderated" : "muc_unmoderated"];
}
