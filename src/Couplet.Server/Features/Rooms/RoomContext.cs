using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms;

/// <summary>What a room is told from outside for one request: nothing else that is not in its state may influence it.</summary>
internal sealed record RoomContext
{
    /// <summary>The room's bare JID.</summary>
    internal required Jid Room { get; init; }

    /// <summary>The time.</summary>
    internal required DateTimeOffset Now { get; init; }

    /// <summary>The operator's decisions.</summary>
    internal required RoomServiceOptions Options { get; init; }

    /// <summary>A new id for a stanza.</summary>
    internal required Func<string> NewId { get; init; }

    /// <summary>The service's secret for occupant ids (XEP-0421): the same after every restart.</summary>
    internal required ReadOnlyMemory<byte> OccupantIdSalt { get; init; }

    /// <summary>The archive's id of the event with this sequence number (XEP-0359).</summary>
    internal required Func<long, string> ArchiveId { get; init; }

    /// <summary>The message that the archive has under an id, where the request is about one; or null.</summary>
    internal Func<string, MessageSent?> Archived { get; init; } = static _ => null;

    /// <summary>Whether a session has been sent a private message from an occupant's address with this id.</summary>
    internal Func<Jid, Jid, string, bool> WasPrivate { get; init; } = static (_, _, _) => false;

    /// <summary>Why the account may not create this room; or null.</summary>
    internal Func<Jid, StanzaError?> CreationRefusal { get; init; } = static _ => null;

    /// <summary>The id of the command, kept by the events it causes; or null.</summary>
    internal string? CommandId { get; init; }

    /// <summary>Whether the account counts as an owner of every room.</summary>
    internal bool IsServiceAdmin(Jid jid) => Options.Admins.Contains(jid.Bare) || Options.IsAdmin(jid);

    /// <summary>XEP-0421 §4.1: the same for an account in this room, and for nobody and nowhere else.</summary>
    internal string OccupantId(Jid account)
        => Convert.ToHexStringLower(HMACSHA256.HashData(OccupantIdSalt.Span, Encoding.UTF8.GetBytes($"{Room}\0{account.Bare}")));
}
