namespace Couplet.Server.Features.Rooms.Options;

/// <summary>The language spoken in the room, as in <c>xml:lang</c>.</summary>
internal sealed class RoomLanguage() : TextOption("muc#roomconfig_lang", "Natural Language for Room Discussions", 64)
{
    /// <inheritdoc/>
    protected override string Get(RoomConfig config) => config.Language;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, string value) => config with { Language = value.Trim() };
}
