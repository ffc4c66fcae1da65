namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether members may invite to a members-only room.</summary>
internal sealed class AllowInvites() : BooleanOption("muc#roomconfig_allowinvites", "Allow Members to Invite Others?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.MembersInvite;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { MembersInvite = value };
}
