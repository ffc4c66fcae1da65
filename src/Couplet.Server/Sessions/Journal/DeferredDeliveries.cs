using Couplet.Protocol.Addressing;
using Couplet.Server.Net;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// What an account delivers to its resumable sessions while it deals with one item: it is queued when the item is done, together with the word
/// that it is. Open while an item is dealt with; then deliveries from other threads wait for its end too. A session for which more waits than may wait to be
/// sent is ended, as one that reads too slowly is, and its messages go back to the account: an item may hang.
/// </summary>
internal sealed class DeferredDeliveries
{
    private List<JournaledDelivery>? _open;

    internal void Open()
    {
        lock (this) _open = [];
    }

    /// <summary>Takes a delivery; false when no item is being dealt with.</summary>
    internal bool TryAdd(StreamSession session, EncodedStanza stanza, Jid to)
    {
        if (Volatile.Read(ref _open) is null) return false;
        bool isTooMuch;
        lock (this)
        {
            if (_open is null) return false;
            _open.Add(new JournaledDelivery(session, stanza, to));
            var before = session.DeferredBytes;
            session.DeferredBytes += new OutboundItem(stanza, to).Size;
            isTooMuch = before <= session.Outbound.Capacity && session.DeferredBytes > session.Outbound.Capacity;
        }
        if (isTooMuch) session.Overload();
        return true;
    }

    /// <summary>All there is, in order.</summary>
    internal List<JournaledDelivery> Close()
    {
        lock (this)
        {
            var all = _open ?? [];
            _open = null;
            foreach (var delivery in all) delivery.Session.DeferredBytes = 0;
            return all;
        }
    }
}
