namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Who may send private messages (§7.5).</summary>
internal sealed class AllowPrivateMessages() : ChoiceOption<PrivateMessages>("muc#roomconfig_allowpm", "Who Can Send Private Messages?",
    ("anyone", "Anyone", PrivateMessages.Anyone), ("participants", "Anyone with Voice", PrivateMessages.Participants),
    ("moderators", "Moderators Only", PrivateMessages.Moderators), ("none", "Nobody", PrivateMessages.Nobody))
{
    /// <inheritdoc/>
    protected override PrivateMessages Get(RoomConfig config) => config.PrivateMessages;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, PrivateMessages value) => config with { PrivateMessages = value };
}
