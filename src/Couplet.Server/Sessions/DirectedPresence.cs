using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Sessions;

/// <summary>
/// To whom a session has sent presence directly (RFC 6121 §4.6): they hear of its end too, which is how occupants leave rooms.
/// For the reading side of the session's stream, or after its end.
/// </summary>
internal sealed class DirectedPresence
{
    /// <summary>Addresses that one session may keep.</summary>
    internal const int Capacity = 4_096;

    private HashSet<Jid>? _targets; // made for the first: most send it to nobody

    /// <summary>Notes a presence with an addressee. False when there is no room for another.</summary>
    internal bool TryNote(Presence presence)
    {
        lock (this)
        {
            if (presence.Type == PresenceType.Unavailable) _targets?.Remove(presence.To);
            else if (presence.Type == PresenceType.Available && _targets?.Contains(presence.To) != true)
            {
                if (_targets?.Count >= Capacity) return false;
                (_targets ??= []).Add(presence.To);
            }
            return true;
        }
    }

    /// <summary>Notes an address that was noted before a restart.</summary>
    internal void Restore(Jid target)
    {
        lock (this) (_targets ??= []).Add(target);
    }

    /// <summary>All addresses.</summary>
    internal Jid[] All()
    {
        lock (this) return _targets is { } noted ? [.. noted] : [];
    }

    /// <summary>Whether an address, or a resource of it, has been sent presence.</summary>
    internal bool Has(Jid bare)
    {
        lock (this)
        {
            if (_targets is null) return false;
            foreach (var target in _targets)
                if (target.Bare == bare) return true;
            return false;
        }
    }

    /// <summary>Forgets an address that hears of the session's end in another way.</summary>
    internal void Forget(Jid target)
    {
        lock (this) _targets?.Remove(target);
    }

    /// <summary>Takes out those that fit.</summary>
    internal Jid[] Take(Func<Jid, bool> fits)
    {
        lock (this)
        {
            if (_targets is null) return [];
            Jid[] found = [.. _targets.Where(fits)];
            _targets.ExceptWith(found);
            return found;
        }
    }

    /// <summary>Takes all addresses out.</summary>
    internal Jid[] TakeAll()
    {
        lock (this)
        {
            Jid[] all = _targets is { } noted ? [.. noted] : [];
            _targets = null;
            return all;
        }
    }
}
