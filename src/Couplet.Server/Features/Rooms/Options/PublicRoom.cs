namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether the room can be found.</summary>
internal sealed class PublicRoom() : BooleanOption("muc#roomconfig_publicroom", "Make Room Publicly Searchable?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.Public;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { Public = value };

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => [config.Public ? "muc_public" : "muc_hidden"];
}
