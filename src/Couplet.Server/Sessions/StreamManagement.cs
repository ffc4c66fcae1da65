using Couplet.Server.Net;

namespace Couplet.Server.Sessions;

/// <summary>
/// What the other side has not acknowledged yet (XEP-0198 §4): kept to be sent again, or to be handed back. Bounded: beyond
/// <paramref name="window"/> stanzas nothing more is sent until some are acknowledged.
/// </summary>
internal sealed class StreamManagement(int window, string? id, long inboundBase, int seconds = 0)
{
    /// <summary>XEP-0198.</summary>
    internal const string Namespace = "urn:xmpp:sm:3";

    // Asking for an acknowledgement of every stanza would double the packets.
    private const int RequestEvery = 5;

    private readonly Lock _gate = new();
    private readonly Queue<OutboundItem> _unacknowledged = new();
    private long _sent;
    private long _acknowledged;
    private uint _surplus;
    private int _sinceRequest;
    private bool _requested;

    /// <summary>The request for an acknowledgement, encoded.</summary>
    internal static byte[] Request { get; } = "<r xmlns='urn:xmpp:sm:3'/>"u8.ToArray();

    /// <summary>The identifier for resumption; null where the client did not ask for it.</summary>
    internal string? Id { get; } = id;

    /// <summary>How long the session waits to be resumed.</summary>
    internal int Seconds { get; } = seconds;

    /// <summary>The session in the journal; null where it is in none.</summary>
    internal Journal.JournaledSession? Entry { get; set; }

    /// <summary>Stanzas taken in before counting began.</summary>
    internal long InboundBase { get; } = inboundBase;

    /// <summary>Stanzas sent since counting began.</summary>
    internal long SentCount => Volatile.Read(ref _sent);

    /// <summary>Whether nothing more may be sent before an acknowledgement.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate) return _unacknowledged.Count >= window;
        }
    }

    /// <summary>Whether something waits to be acknowledged.</summary>
    internal bool IsWaiting
    {
        get
        {
            lock (_gate) return _unacknowledged.Count > 0;
        }
    }

    /// <summary>A stanza is being sent.</summary>
    internal void Sent(in OutboundItem item)
    {
        lock (_gate)
        {
            _unacknowledged.Enqueue(item);
            _sent++;
            _sinceRequest++;
        }
    }

    /// <summary>Whether it is time to ask for an acknowledgement; if so, it is asked for.</summary>
    internal bool ShouldRequest()
    {
        lock (_gate)
        {
            if (_requested || (_sinceRequest < RequestEvery && _unacknowledged.Count < window)) return false;
            _requested = true;
            _sinceRequest = 0;
            return true;
        }
    }

    /// <summary>The other side has handled <paramref name="h"/> stanzas since counting began, modulo 2^32.</summary>
    /// <returns>False when that is more than were sent.</returns>
    internal bool Acknowledge(uint h)
    {
        lock (_gate)
        {
            _requested = false;
            var delta = unchecked(h - _surplus - (uint)_acknowledged);
            if (delta > int.MaxValue) return true; // an older count than one that came before
            if (delta > _unacknowledged.Count)
            {
                // Some clients count a stanza that arrived before <enabled/>, and go on doing so.
                if (delta != _unacknowledged.Count + 1 || _surplus != 0) return false;
                _surplus = 1;
                delta--;
            }
            _acknowledged += delta;
            for (; delta > 0; delta--) _unacknowledged.Dequeue();
        }
        if (Entry is { } entry) Journal.InboundJournal.Acknowledged(entry, Volatile.Read(ref _acknowledged), _surplus != 0);
        return true;
    }

    /// <summary>Goes on where another process has stopped. Before anything is sent.</summary>
    /// <returns>How many of what is outstanding fit into the window.</returns>
    internal int Restore(Journal.JournaledSession entry)
    {
        Entry = entry;
        _surplus = entry.HasSurplus ? 1u : 0;
        _acknowledged = _sent = entry.Acknowledged;
        var outstanding = entry.Outstanding;
        var count = Math.Min(window, outstanding.Length);
        for (var i = 0; i < count; i++) Sent(new OutboundItem(outstanding[i].Stanza, outstanding[i].To));
        return count;
    }

    /// <summary>Bytes that are not acknowledged.</summary>
    internal long UnacknowledgedBytes
    {
        get
        {
            lock (_gate) return _unacknowledged.Sum(static item => (long)item.Size);
        }
    }

    /// <summary>Writes again what is not acknowledged, for a new connection.</summary>
    internal void Resend(IOutboundSink sink)
    {
        lock (_gate)
        {
            _requested = false;
            foreach (var item in _unacknowledged)
                sink.Write((Routing.EncodedStanza)item.What, item.To);
            _sinceRequest = _unacknowledged.Count;
        }
    }

    /// <summary>Takes out what is not acknowledged, for good.</summary>
    internal List<OutboundItem> TakeUnacknowledged()
    {
        lock (_gate)
        {
            var items = _unacknowledged.ToList();
            _unacknowledged.Clear();
            return items;
        }
    }
}
