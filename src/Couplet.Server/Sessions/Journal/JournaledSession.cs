using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// A resumable session as the journal has it: what a restart would find. Everything in it is read and written under <see cref="SessionJournal.Gate"/>.
/// </summary>
internal sealed class JournaledSession(SessionJournal journal, int key, string id, Jid jid)
{
    /// <summary>In <see cref="DetachedAt"/>: nobody waits for it any more, but what it did not get has not been handed back yet.</summary>
    internal static DateTimeOffset Over { get; } = DateTimeOffset.FromUnixTimeMilliseconds(1);

    private readonly List<JournaledItem> _outstanding = [];
    private int _head;

    internal SessionJournal Journal { get; } = journal;

    /// <summary>Names the session in the journal.</summary>
    internal int Key { get; } = key;

    /// <summary>Names the session to its client.</summary>
    internal string Id { get; } = id;

    internal Jid Jid { get; } = jid;

    internal bool IsSecure { get; init; }

    /// <summary>How long it waits to be resumed, in seconds.</summary>
    internal int Seconds { get; init; }

    /// <summary>Counts what was said of the session: a gap shows that something is missing.</summary>
    internal long Revision { get; set; }

    /// <summary>Whether it is over.</summary>
    internal bool IsClosed { get; set; }

    /// <summary>When the connection was lost; null while there is one.</summary>
    internal DateTimeOffset? DetachedAt { get; set; }

    /// <summary>Stanzas that the client has acknowledged.</summary>
    internal long Acknowledged { get; set; }

    /// <summary>Whether the client counts one stanza too many (<see cref="StreamManagement"/>).</summary>
    internal bool HasSurplus { get; set; }

    /// <summary>Stanzas of the client's that were handled, without a gap.</summary>
    internal long Handled { get; set; }

    /// <summary>Those after them of which something is known.</summary>
    internal Dictionary<long, IncomingStanza> Incoming { get; } = [];

    /// <summary>To whom presence was sent directly.</summary>
    internal HashSet<Jid> Directed { get; } = [];

    /// <summary>What the client was told last of each other's presence, as <see cref="StanzaFingerprint.OfContent"/>; rooms apart.</summary>
    internal Dictionary<Jid, uint> Told { get; } = [];

    /// <summary>The last <see cref="SessionDocument"/>.</summary>
    internal byte[] State { get; set; } = [];

    /// <summary>Of what <see cref="State"/> was made.</summary>
    internal (Presence? Presence, int Flags) Stamp { get; set; }

    /// <summary>What was held back (XEP-0352) when the server died.</summary>
    internal List<JournaledItem> Held { get; } = [];

    /// <summary>The session in memory; null while the journal is read.</summary>
    internal StreamSession? Session { get; set; }

    /// <summary>What is not acknowledged, oldest first.</summary>
    internal ReadOnlySpan<JournaledItem> Outstanding => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_outstanding)[_head..];

    internal void Add(in JournaledItem item)
    {
        _outstanding.Add(item);
        if (item.Stanza.Stanza is Presence { Type: PresenceType.Available or PresenceType.Unavailable } presence) Note(presence);
    }

    internal void Insert(int index, in JournaledItem item) => _outstanding.Insert(_head + Math.Min(index, _outstanding.Count - _head), item);

    /// <summary>Whether a stanza is the one that follows so many others. Not under the gate.</summary>
    internal bool IsNext(long sent, Routing.EncodedStanza stanza)
    {
        lock (Journal.Gate)
        {
            var at = sent - Acknowledged;
            var outstanding = Outstanding;
            return at >= 0 && at < outstanding.Length && ReferenceEquals(outstanding[(int)at].Stanza, stanza);
        }
    }

    /// <summary>The client has so many stanzas altogether.</summary>
    internal void Acknowledge(long count, bool hasSurplus)
    {
        HasSurplus = hasSurplus;
        for (; Acknowledged < count && _head < _outstanding.Count; Acknowledged++) _outstanding[_head++] = default;
        if (_head < 64 || _head * 2 < _outstanding.Count) return;
        _outstanding.RemoveRange(0, _head);
        _head = 0;
    }

    /// <summary>What is known of a stanza of the client's; null for one that is counted.</summary>
    internal IncomingStanza? IncomingAt(long number)
    {
        if (number <= Handled) return null;
        if (!Incoming.TryGetValue(number, out var stanza)) Incoming[number] = stanza = new IncomingStanza();
        return stanza;
    }

    /// <summary>A stanza of the client's is done.</summary>
    /// <returns>False when that was known.</returns>
    internal bool MarkHandled(long number)
    {
        if (IncomingAt(number) is not { IsHandled: false } stanza) return false;
        stanza.IsHandled = true;
        while (Incoming.TryGetValue(Handled + 1, out var next) && next.IsHandled) Incoming.Remove(++Handled);
        return true;
    }

    private void Note(Presence presence)
    {
        if (presence.Child("x", Features.Rooms.MucNamespaces.User) is not null) return;
        if (presence.Type == PresenceType.Available) Told[presence.From] = StanzaFingerprint.OfContent(presence);
        else Told.Remove(presence.From);
    }
}
