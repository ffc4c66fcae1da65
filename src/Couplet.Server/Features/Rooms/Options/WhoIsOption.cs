namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether the room is non-anonymous or semi-anonymous.</summary>
internal sealed class WhoIsOption() : ChoiceOption<WhoIs>("muc#roomconfig_whois", "Who May Discover Real JIDs?",
    ("moderators", "Moderators Only", WhoIs.Moderators), ("anyone", "Anyone", WhoIs.Anyone))
{
    /// <inheritdoc/>
    protected override WhoIs Get(RoomConfig config) => config.WhoIs;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, WhoIs value) => config with { WhoIs = value };

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config)
        => [config.WhoIs == WhoIs.Anyone ? "muc_nonanonymous" : "muc_semianonymous"];

    /// <inheritdoc/>
    public override int StatusCode(RoomConfig before, RoomConfig after) => after.WhoIs == WhoIs.Anyone ? 172 : 173;
}
