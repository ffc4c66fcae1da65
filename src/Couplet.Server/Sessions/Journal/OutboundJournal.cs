using Couplet.Protocol.Addressing;
using Couplet.Server.Net;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>What is queued for resumable sessions: said in the journal and queued in one go, so that both have one order.</summary>
internal static class OutboundJournal
{
    /// <summary>Queues a stanza.</summary>
    /// <returns>False when the session is over.</returns>
    internal static bool Deliver(StreamSession session, JournaledSession entry, EncodedStanza stanza, Jid to)
    {
        using var frame = entry.Journal.Enter();
        return Queue(session, entry, stanza, to);
    }

    /// <summary>Lets out what is held back (XEP-0352), with the filter taken away.</summary>
    internal static void Release(JournaledSession entry, StreamSession session, IOutboundFilter filter)
    {
        using var frame = entry.Journal.Enter();
        session.IsReleasing = true;
        filter.Flush();
        session.IsReleasing = false;
        JournalRecords.Mention(entry.Journal.Buffer, RecordKind.HeldReleased, entry);
    }

    /// <summary>
    /// Queues all that an account's item led to and reports the item as handled, or as passed on: a restart finds all of it or nothing.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="deliveries">In the order in which they came.</param>
    /// <param name="mark">The stanza that was the item; null if it was none of a resumable session.</param>
    /// <param name="isPassedOn">Whether another entity has it now.</param>
    /// <param name="origin">The session whose own stanza it was.</param>
    internal static void Commit(SessionJournal journal, DeferredDeliveries deliveries, InboundMark? mark, bool isPassedOn, ClientSession? origin)
    {
        List<JournaledDelivery>? refused = null;
        using (journal.Enter())
        {
            // A stanza that comes again after a restart has told its own account's sessions already.
            var again = mark is { } known && known.Entry.IncomingAt(known.Number)?.IsPassedOn == true;
            var all = deliveries.Close();
            var one = again && isPassedOn ? [] : all;
            foreach (var delivery in one)
            {
                if (delivery.Session.Journaled is not { } entry || !Queue(delivery.Session, entry, delivery.Stanza, delivery.To)) (refused ??= []).Add(delivery);
            }
            if (origin is StreamSession { Journaled: { } own } session) InboundJournal.Describe(own, session);
            if (mark is { } done)
            {
                if (!isPassedOn) InboundJournal.Handled(done);
                else if (one.Count > 0) InboundJournal.PassedOn(done);
            }
        }
        foreach (var late in refused ?? []) Undelivered.HandBack(late.Session, new OutboundItem(late.Stanza, late.To));
    }

    /// <summary>Says what will be queued once the events are committed. To be flushed before they are.</summary>
    internal static void Prepare(SessionJournal journal, JournaledBatch batch)
    {
        using var frame = journal.Enter();
        batch.Id = journal.NextBatch();
        journal.Batches[batch.Id] = batch;
        JournalRecords.Prepare(journal.Buffer, batch);
    }

    /// <summary>The events were not committed.</summary>
    internal static void Abort(SessionJournal journal, JournaledBatch batch)
    {
        if (batch.Id == 0) return;
        using var frame = journal.Enter();
        journal.Batches.Remove(batch.Id);
        journal.Buffer.Kind(RecordKind.Abort);
        journal.Buffer.Number(batch.Id);
    }

    /// <summary>Queues what a batch has.</summary>
    /// <returns>What could not be queued because its session is over.</returns>
    internal static List<(EncodedStanza Stanza, Jid To)> Release(SessionJournal journal, JournaledBatch batch)
    {
        var refused = new List<(EncodedStanza, Jid)>();
        using var frame = journal.Enter();
        if (batch.Id != 0) Released(journal, batch);
        foreach (var delivery in batch.Deliveries)
        {
            foreach (var (entry, to) in delivery.Recipients)
            {
                if (entry.Session is not { } session || !QueueReleased(session, entry, batch, delivery.Stanza, to)) refused.Add((delivery.Stanza, to));
            }
        }
        foreach (var mark in batch.Handled)
        {
            if (batch.Id == 0) InboundJournal.Handled(mark);
            else mark.Entry.MarkHandled(mark.Number);
        }
        return refused;
    }

    /// <summary>
    /// The drain is about to send an item that may not be in the journal: it was queued while the client turned acknowledgements on, or is the
    /// stream's own.
    /// </summary>
    /// <param name="entry">The session.</param>
    /// <param name="sent">Stanzas sent before it.</param>
    /// <param name="item">What is sent.</param>
    internal static void Sending(JournaledSession entry, long sent, in OutboundItem item)
    {
        var stanza = (EncodedStanza)item.What;
        if (entry.IsNext(sent, stanza)) return;
        using var frame = entry.Journal.Enter();
        var at = (int)(sent - entry.Acknowledged);
        if (entry.IsClosed || at < 0 || (at < entry.Outstanding.Length && ReferenceEquals(entry.Outstanding[at].Stanza, stanza))) return;
        var known = new JournaledItem(stanza, item.To);
        JournalRecords.Insert(entry.Journal.Buffer, entry, at, known);
        entry.Insert(at, known);
    }

    // Who holds something back is not part of the batch's release: each of its stanzas is looked at.
    private static bool IsWhole(JournaledSession entry) => entry.Session is { OutboundFilter: null };

    private static void Released(SessionJournal journal, JournaledBatch batch)
    {
        journal.Batches.Remove(batch.Id);
        var named = new Dictionary<JournaledSession, bool>();
        foreach (var delivery in batch.Deliveries)
            foreach (var (entry, _) in delivery.Recipients) named[entry] = IsWhole(entry);
        foreach (var mark in batch.Handled) named.TryAdd(mark.Entry, false);
        journal.Buffer.Kind(RecordKind.Release);
        journal.Buffer.Number(batch.Id);
        journal.Buffer.Number(named.Count);
        foreach (var (entry, isWhole) in named)
        {
            JournalRecords.Mention(journal.Buffer, entry);
            journal.Buffer.Flag(isWhole);
        }
    }

    private static bool QueueReleased(StreamSession session, JournaledSession entry, JournaledBatch batch, EncodedStanza stanza, Jid to)
    {
        if (batch.Id == 0 || !IsWhole(entry)) return Queue(session, entry, stanza, to);
        if (!entry.IsClosed) entry.Add(new JournaledItem(stanza, to));
        return session.Outbound.Enqueue(stanza, to);
    }

    // Under the gate.
    private static bool Queue(StreamSession session, JournaledSession entry, EncodedStanza stanza, Jid to)
    {
        if (entry.IsClosed) return session.Outbound.Enqueue(stanza, to);
        var output = entry.Journal.Buffer;
        if (session.IsReleasing) session.Released++;
        else if (session.OutboundFilter is { } filter && !session.IsEnded)
        {
            session.IsReleasing = true;
            session.Released = 0;
            var isHeld = filter.Hold(stanza, to);
            session.IsReleasing = false;
            if (session.Released > 0) JournalRecords.Mention(output, RecordKind.HeldReleased, entry);
            else if (isHeld) JournalRecords.Held(output, entry, stanza, to);
            if (isHeld) return true;
        }
        if (session.Outbound.IsClosed) return false;
        JournalRecords.Deliver(output, entry, stanza, to);
        entry.Add(new JournaledItem(stanza, to));
        return session.Outbound.Enqueue(stanza, to);
    }
}
