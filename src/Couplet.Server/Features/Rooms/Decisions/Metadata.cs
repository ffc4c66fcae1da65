using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>What clients may not say because only the room can know it.</summary>
internal static class Metadata
{
    /// <summary>XEP-0091: the older form of a delay.</summary>
    private const string LegacyDelay = "jabber:x:delay";

    /// <summary>
    /// The content without forgeries: <c>delay</c> and <c>stanza-id</c> in the room's name, every <c>occupant-id</c>, everything of
    /// <c>muc</c> and <c>muc#user</c> (XEP-0045 §17.4.6, XEP-0359 §5, XEP-0421 §4).
    /// </summary>
    internal static StanzaPayload Strip(Stanza stanza, Jid room)
        => StanzaPayload.Of(stanza.Content.RemoveAll(n => n is not Element e || IsForged(e, room)));

    /// <summary>The elements of a presence that travel through a room.</summary>
    internal static StanzaPayload StripPresence(Presence presence, Jid room) => Strip(presence, room);

    /// <summary>An error with nothing in it that could tell a real address.</summary>
    internal static Element Strip(StanzaError error) => new StanzaError(error.Type, error.Condition).ToElement();

    private static bool IsForged(Element e, Jid room) => e.Namespace switch
    {
        MucNamespaces.OccupantId or MucNamespaces.User or MucNamespaces.Muc or MucNamespaces.Admin or MucNamespaces.Owner or HatCommands.Namespace => true,
        MessageTraits.Retraction => e.Name == "retracted", // Tombstones are the room's to set.
        ArchiveAnswer.DelayNamespace or LegacyDelay => IsRoom(e["from"], room),
        ForeignNamespaces.StanzaId => e.Name == "stanza-id" && IsRoom(e["by"], room),
        _ => false,
    };

    private static bool IsRoom(string? address, Jid room) => Jid.TryParse(address, out var jid) && jid.Bare == room;
}
