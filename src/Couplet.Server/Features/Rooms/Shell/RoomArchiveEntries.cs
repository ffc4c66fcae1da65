using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>How a room's messages stand in its archive: under the occupant's address, never the real one.</summary>
internal static class RoomArchiveEntries
{
    internal static ArchiveEntry Of(Jid room, MessageSent message) => new()
    {
        Id = message.ArchiveId,
        With = room.ToString(),
        WithResource = message.Nick,
        Text = message.Payload.Child("body", Stanza.ClientNamespace)?.Text,
        OriginId = message.MessageId,
        Bytes = message.Payload.Xml.Length,
    };

    /// <summary>A moderator's decision is archived too, so that those who were away learn of it (XEP-0424 §6).</summary>
    internal static ArchiveEntry Of(Jid room, MessageModerated moderated) => new()
    {
        Id = moderated.ArchiveId,
        With = room.ToString(),
        OriginId = moderated.MessageId,
        Bytes = moderated.Reason?.Length ?? 0,
    };
}
