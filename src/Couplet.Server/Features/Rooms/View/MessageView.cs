using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>What is said to everybody: now, earlier, and the subject.</summary>
internal static class MessageView
{
    internal static RoomDelivery Sent(MessageSent e, RoomState state)
    {
        var content = e.Payload.Nodes.Add(OccupantId(e.OccupantId));
        if (e.Historic) content = content.Add(StanzaId(state, e.ArchiveId));
        return new(new Message(new StanzaHeader(state.Room.WithResource(e.Nick), default, e.MessageId, e.Lang), MessageType.Groupchat, content),
            state.Occupants.Audience.All);
    }

    internal static RoomDelivery SubjectChanged(SubjectChanged e, RoomState state)
        => new(Changed(e, state), state.Occupants.Audience.All);

    internal static Message Historic(RoomState state, HistoricMessage message)
        => new(new StanzaHeader(state.Room.WithResource(message.Nick), default, message.MessageId, message.Lang), MessageType.Groupchat,
            WithTime(message.Payload.Nodes.Add(OccupantId(message.OccupantId)).Add(StanzaId(state, message.ArchiveId)), message, state));

    /// <summary>A message as the archive has it.</summary>
    /// <param name="e">The message.</param>
    /// <param name="state">The room as it is now.</param>
    /// <param name="reader">What the reader may know of the sender's address (XEP-0313 §6.1.2).</param>
    internal static Message Archived(MessageSent e, RoomState state, AddressSight reader = AddressSight.None)
    {
        var content = e.Payload.Nodes.Add(OccupantId(e.OccupantId)).Add(StanzaId(state, e.ArchiveId));
        if (reader == AddressSight.All || (reader == AddressSight.Public && e.NonAnonymous == true))
            content = content.Add(new Element("x", MucNamespaces.User, new Element("item", MucNamespaces.User,
                new XmlAttr("affiliation", Words.Of(state.AffiliationOf(e.Session))), new XmlAttr("jid", e.Session.ToString()),
                new XmlAttr("role", Words.Of(state.Occupants.BySession(e.Session)?.Role ?? Role.None)))));
        return new(new StanzaHeader(state.Room.WithResource(e.Nick), default, e.MessageId, e.Lang), MessageType.Groupchat, content);
    }

    /// <summary>A change of the subject as it was told, and as the archive has it.</summary>
    internal static Message Changed(SubjectChanged e, RoomState state)
        => new(new StanzaHeader(state.Room.WithResource(e.Nick), default, e.MessageId, e.Lang), MessageType.Groupchat,
            e.Payload.Nodes.Add(OccupantId(e.OccupantId)).Add(StanzaId(state, e.ArchiveId)));

    /// <summary>A moderator's decision, as it is told and archived (XEP-0425).</summary>
    internal static Message Moderated(MessageModerated e, RoomState state) => Tombstones.Notice(e, state.Room, StanzaId(state, e.ArchiveId));

    /// <summary>The subject as a newcomer gets it: even if there is none (§7.2.15).</summary>
    internal static Message Subject(RoomState state)
    {
        if (state.Subject is not { } subject)
            return new Message(new StanzaHeader(state.Room, default), MessageType.Groupchat, new Element("subject", Stanza.ClientNamespace));
        return new Message(new StanzaHeader(state.Room.WithResource(subject.Nick), default), MessageType.Groupchat,
            subject.Payload.Nodes.Add(OccupantId(subject.OccupantId)).Add(Delay(state, subject.At)));
    }

    /// <summary>A message of the room itself about itself.</summary>
    internal static Message Notice(RoomState state, MessageType type, params ReadOnlySpan<object?> content)
        => new(new StanzaHeader(state.Room, default), type, new Element("x", MucNamespaces.User, content));

    internal static Element OccupantId(string id) => new("occupant-id", MucNamespaces.OccupantId, new XmlAttr("id", id));

    private static Element StanzaId(RoomState state, string id)
        => new("stanza-id", ForeignNamespaces.StanzaId, new XmlAttr("id", id), new XmlAttr("by", state.Room.ToString()));

    // What an owner brought from an earlier conversation tells the time of that conversation (§7.9), which another delay would contradict.
    private static ImmutableArray<object> WithTime(ImmutableArray<object> content, HistoricMessage message, RoomState state)
        => message.Prior == true ? content : content.Add(Delay(state, message.At));

    private static Element Delay(RoomState state, DateTimeOffset at)
        => new("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("from", state.Room.ToString()), new XmlAttr("stamp", Words.Stamp(at)));
}
