using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>
/// Who is in the room. Immutable; a change shares all but a few nodes with its origin. The recipients of what goes to everybody are kept
/// as arrays, so that sending copies nothing.
/// </summary>
internal sealed class OccupantTable
{
    private readonly ImmutableDictionary<string, Occupant> _byKey;
    private readonly ImmutableDictionary<Jid, string> _keyOfSession;
    private Occupant[]? _inOrder;

    private OccupantTable(ImmutableDictionary<string, Occupant> byKey, ImmutableDictionary<Jid, string> keyOfSession, Audience audience)
    {
        _byKey = byKey;
        _keyOfSession = keyOfSession;
        Audience = audience;
    }

    /// <summary>Nobody.</summary>
    internal static OccupantTable Empty { get; } = new(ImmutableDictionary<string, Occupant>.Empty, ImmutableDictionary<Jid, string>.Empty, Audience.Nobody);

    /// <summary>How many occupants there are: nicknames, not sessions.</summary>
    internal int Count => _byKey.Count;

    /// <summary>The sessions of all occupants.</summary>
    internal Audience Audience { get; }

    /// <summary>Everybody, who came first standing first, so that every newcomer sees the room in the same order.</summary>
    internal IReadOnlyList<Occupant> All => _inOrder ??= [.. _byKey.Values.OrderBy(o => o.Since)];

    /// <summary>Who uses the nickname, or null.</summary>
    internal Occupant? ByNick(string nick) => _byKey.GetValueOrDefault(Nickname.Key(nick));

    /// <summary>As whom the session is in the room, or null.</summary>
    internal Occupant? BySession(Jid session) => _keyOfSession.TryGetValue(session, out var key) ? _byKey[key] : null;

    /// <summary>The occupants that belong to an account, by nickname.</summary>
    internal IEnumerable<Occupant> OfAccount(Jid account)
        => _byKey.Values.Where(o => o.Account == account).OrderBy(o => o.Nick, StringComparer.Ordinal);

    /// <summary>A copy in which the occupant, new or known by its nickname, is as given.</summary>
    internal OccupantTable With(Occupant occupant)
    {
        var key = Nickname.Key(occupant.Nick);
        var before = _byKey.GetValueOrDefault(key);
        var sessions = _keyOfSession;
        var audience = Audience;
        if (before is not null && (before.Role == Role.Moderator) != (occupant.Role == Role.Moderator))
            audience = audience.Without(before.SessionJids);
        foreach (var session in occupant.Sessions)
        {
            sessions = sessions.SetItem(session.Jid, key);
            audience = audience.With(session.Jid, occupant.Role == Role.Moderator);
        }
        if (before is not null)
        {
            foreach (var session in before.Sessions)
            {
                if (occupant.Session(session.Jid) is not null) continue;
                sessions = sessions.Remove(session.Jid);
                audience = audience.Without([session.Jid]);
            }
        }
        return new(_byKey.SetItem(key, occupant), sessions, audience);
    }

    /// <summary>A copy without the occupant and its sessions.</summary>
    internal OccupantTable Without(string nick)
    {
        var key = Nickname.Key(nick);
        return _byKey.TryGetValue(key, out var occupant)
            ? new(_byKey.Remove(key), _keyOfSession.RemoveRange(occupant.Sessions.Select(s => s.Jid)), Audience.Without(occupant.SessionJids))
            : this;
    }

    /// <summary>A copy without the session; its occupant leaves with its last one.</summary>
    internal OccupantTable WithoutSession(Jid session)
    {
        if (BySession(session) is not { } occupant) return this;
        return occupant.Sessions.Length == 1 ? Without(occupant.Nick) : With(occupant with { Sessions = occupant.Sessions.RemoveAll(s => s.Jid == session) });
    }
}
