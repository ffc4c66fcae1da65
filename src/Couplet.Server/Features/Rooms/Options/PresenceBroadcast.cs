using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whose presence is shown; <c>none</c> stands for members who are away.</summary>
internal sealed class PresenceBroadcast() : RolesOption("muc#roomconfig_presencebroadcast", "Roles for which Presence is Broadcasted",
    Role.Moderator, Role.Participant, Role.Visitor, Role.None)
{
    /// <inheritdoc/>
    protected override ImmutableHashSet<Role> Get(RoomConfig config) => config.PresenceBroadcast;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, ImmutableHashSet<Role> value) => config with { PresenceBroadcast = value };

    /// <inheritdoc/>
    protected override string LabelOf(Role role) => role == Role.None ? "Members Who Are Away" : base.LabelOf(role);
}
