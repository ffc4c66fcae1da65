using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Who may retrieve the member list (§9.5).</summary>
internal sealed class GetMemberList() : RolesOption("muc#roomconfig_getmemberlist", "Roles and Affiliations that May Retrieve Member List",
    Role.Moderator, Role.Participant, Role.Visitor)
{
    /// <inheritdoc/>
    protected override ImmutableHashSet<Role> Get(RoomConfig config) => config.MemberListReaders;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, ImmutableHashSet<Role> value) => config with { MemberListReaders = value };
}
