namespace Couplet.Server.Features.Rooms.Options;

/// <summary>A publish-subscribe node that belongs to the room.</summary>
internal sealed class PubSubNode() : TextOption("muc#roomconfig_pubsub", "XMPP URI of Associated Publish-Subscribe Node")
{
    /// <inheritdoc/>
    protected override string Get(RoomConfig config) => config.PubSubNode;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, string value) => config with { PubSubNode = value.Trim() };
}
