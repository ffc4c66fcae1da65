using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms;

/// <summary>An account in the room under a nickname, with one or more sessions (XEP-0045 §7.2.8).</summary>
/// <param name="Nick">The nickname as shown.</param>
/// <param name="Account">The bare JID; it alone may use the nickname.</param>
/// <param name="Role">Never <see cref="Rooms.Role.None"/>.</param>
/// <param name="OccupantId">XEP-0421.</param>
/// <param name="Sessions">Never empty; the one that was heard of last stands last.</param>
internal sealed record Occupant(string Nick, Jid Account, Role Role, string OccupantId, ImmutableArray<OccupantSession> Sessions)
{
    private Occupant(Occupant original)
    {
        // What was rendered of the original does not hold for a changed copy.
        (Nick, Account, Role, OccupantId, Sessions) = original;
    }

    /// <summary>
    /// This occupant's presence for those who may see real JIDs and for others, once rendered: every newcomer gets the same object. It holds
    /// as long as this object does, because a change of presence, role or affiliation puts another in its place.
    /// </summary>
    internal Presence? WithJid { get; set; }

    /// <inheritdoc cref="WithJid"/>
    internal Presence? WithoutJid { get; set; }

    /// <summary>Occupants are the same when they are one object.</summary>
    public bool Equals(Occupant? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Nick);

    /// <summary>The session whose presence is shown: highest priority, and among equals the one heard of last.</summary>
    internal OccupantSession Shown
    {
        get
        {
            var shown = Sessions[0];
            foreach (var session in Sessions)
                if (session.Priority >= shown.Priority) shown = session;
            return shown;
        }
    }

    /// <summary>The number of the event that brought in the first of its sessions.</summary>
    internal long Since => Sessions.Length == 1 ? Sessions[0].Handle : Sessions.Min(s => s.Handle);

    /// <summary>The full JIDs of all sessions.</summary>
    internal ImmutableArray<Jid> SessionJids => Sessions.Length == 1 ? [Sessions[0].Jid] : [.. Sessions.Select(s => s.Jid)];

    /// <summary>A copy in which the session has this presence and stands last.</summary>
    internal Occupant WithSession(OccupantSession session)
        => this with { Sessions = Sessions.RemoveAll(s => s.Jid == session.Jid).Add(session) };

    /// <summary>The session, or null.</summary>
    internal OccupantSession? Session(Jid session)
    {
        foreach (var s in Sessions)
            if (s.Jid == session) return s;
        return null;
    }
}

/// <summary>One client of an occupant.</summary>
/// <param name="Jid">The full JID.</param>
/// <param name="Presence">What it last sent, without metadata of rooms.</param>
/// <param name="Priority">RFC 6121 §4.7.2.3.</param>
/// <param name="Handle">The sequence number of the event that brought it in: names the session to others without its JID.</param>
internal sealed record OccupantSession(Jid Jid, StanzaPayload Presence, int Priority, long Handle)
{
    /// <summary>Whether it keeps a copy of the room's lists (XEP-0463).</summary>
    internal bool KeepsLists { get; init; }
}
