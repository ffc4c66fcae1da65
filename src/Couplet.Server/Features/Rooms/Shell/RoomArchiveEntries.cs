using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>How a room's messages stand in its archive: under the occupant's address, never the real one.</summary>
internal static class RoomArchiveEntries
{
    /// <summary>The entry of an event; null where it has none.</summary>
    internal static ArchiveEntry? Of(Jid room, RoomEvent e) => e switch
    {
        MessageSent { Historic: true } message => Of(room, message),
        SubjectChanged subject => Of(room, subject),
        MessageModerated moderated => Of(room, moderated),
        _ => null,
    };

    private static ArchiveEntry Of(Jid room, MessageSent message) => new()
    {
        Id = message.ArchiveId,
        With = room.ToString(),
        WithResource = message.Nick,
        Text = message.Payload.Child("body", Stanza.ClientNamespace)?.Text,
        OriginId = message.MessageId,
        Bytes = message.Payload.Xml.Length,
    };

    /// <summary>A new subject is told with the archive's id, so it has to be there: clients ask for what came after it (XEP-0313 §6.1.2).</summary>
    private static ArchiveEntry Of(Jid room, SubjectChanged subject) => new()
    {
        Id = subject.ArchiveId,
        With = room.ToString(),
        WithResource = subject.Nick,
        OriginId = subject.MessageId,
        Bytes = subject.Payload.Xml.Length,
    };

    /// <summary>A moderator's decision is archived too, so that those who were away learn of it (XEP-0424 §6).</summary>
    private static ArchiveEntry Of(Jid room, MessageModerated moderated) => new()
    {
        Id = moderated.ArchiveId,
        With = room.ToString(),
        OriginId = moderated.MessageId,
        Bytes = moderated.Reason?.Length ?? 0,
    };
}
