using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>What is left of a message that was taken back (XEP-0424 §5, XEP-0425 §5), and how everybody is told.</summary>
internal static class Tombstones
{
    /// <summary>XEP-0425.</summary>
    internal const string Moderation = "urn:xmpp:message-moderate:1";

    internal static StanzaPayload Of(MessageRetracted e) => StanzaPayload.Of([new Element("retracted", MessageTraits.Retraction,
        new XmlAttr("stamp", Words.Stamp(e.At)), new XmlAttr("id", e.RetractionId))]);

    internal static StanzaPayload Of(MessageModerated e, Jid room) => StanzaPayload.Of([new Element("retracted", MessageTraits.Retraction,
        new XmlAttr("stamp", Words.Stamp(e.At)), new XmlAttr("id", e.MessageId), Why(e, room))]);

    /// <summary>The archived message with nothing of it but the tombstone.</summary>
    internal static MessageSent Bury(MessageSent message, StanzaPayload tombstone) => message with { Payload = tombstone, Lang = null };

    /// <summary>Whether this is a tombstone already.</summary>
    internal static bool IsBuried(StanzaPayload payload) => payload.Child("retracted", MessageTraits.Retraction) is not null;

    /// <summary>The message by which a moderator's decision becomes known; <paramref name="stanzaId"/> tells its own place in the archive.</summary>
    internal static Message Notice(MessageModerated e, Jid room, Element stanzaId)
        => new(new StanzaHeader(room, default, e.MessageId), MessageType.Groupchat,
            new Element("retract", MessageTraits.Retraction, new XmlAttr("id", e.Target), Why(e, room)), stanzaId);

    private static Element?[] Why(MessageModerated e, Jid room) =>
    [
        new Element("moderated", Moderation, e.Moderator is null ? null : new XmlAttr("by", room.WithResource(e.Moderator).ToString()),
            MessageView.OccupantId(e.ModeratorId)),
        e.Reason is null ? null : new Element("reason", MessageTraits.Retraction, e.Reason),
    ];
}
