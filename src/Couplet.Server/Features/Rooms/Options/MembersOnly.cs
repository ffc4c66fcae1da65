namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether only those with an affiliation may enter.</summary>
internal sealed class MembersOnly() : BooleanOption("muc#roomconfig_membersonly", "Make Room Members-Only?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.MembersOnly;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { MembersOnly = value };

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => [config.MembersOnly ? "muc_membersonly" : "muc_open"];
}
