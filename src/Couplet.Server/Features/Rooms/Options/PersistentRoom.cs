namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether the room stays when nobody is in it.</summary>
internal sealed class PersistentRoom() : BooleanOption("muc#roomconfig_persistentroom", "Make Room Persistent?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.Persistent;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { Persistent = value };

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => [config.Persistent ? "muc_persistent" : "muc_temporary"];
}
