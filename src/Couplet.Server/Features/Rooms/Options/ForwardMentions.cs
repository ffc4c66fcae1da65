namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether members who are away get the messages that mention them (XEP-0452).</summary>
internal sealed class ForwardMentions() : BooleanOption("muc#roomconfig_forwardmentions", "Forward Messages with Mentions to Members Who Are Away?")
{
    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => config.ForwardMentions ? [Decisions.Mentions.Notification] : [];

    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.ForwardMentions;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { ForwardMentions = value };
}
