using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>How each record is written; <see cref="JournalReplay"/> reads them.</summary>
internal static class JournalRecords
{
    /// <summary>A record about one session.</summary>
    internal static void Mention(RecordBuffer output, RecordKind kind, JournaledSession entry)
    {
        output.Kind(kind);
        Mention(output, entry);
    }

    /// <summary>Names a session, and how often it was named before.</summary>
    internal static void Mention(RecordBuffer output, JournaledSession entry)
    {
        output.Number(entry.Key);
        output.Number(++entry.Revision);
    }

    /// <summary>A session as it is.</summary>
    internal static void Open(RecordBuffer output, JournaledSession entry)
    {
        output.Kind(RecordKind.Open);
        Mention(output, entry);
        output.Text(entry.Id);
        output.Text(entry.Jid.ToString());
        output.Flag(entry.IsSecure);
        output.Number(entry.Seconds);
        output.Number(entry.Acknowledged);
        output.Flag(entry.HasSurplus);
        output.Number(entry.Handled);
        output.Number(entry.DetachedAt?.ToUnixTimeMilliseconds() ?? 0);
        output.Bytes(entry.State);
        output.Number(entry.Directed.Count);
        foreach (var jid in entry.Directed) output.Text(jid.ToString());
        output.Number(entry.Told.Count);
        foreach (var (jid, fingerprint) in entry.Told)
        {
            output.Text(jid.ToString());
            output.Number(fingerprint);
        }
        output.Number(entry.Incoming.Count);
        foreach (var (number, stanza) in entry.Incoming) Incoming(output, number, stanza);
        var held = entry.Session?.OutboundFilter?.Held ?? [.. entry.Held.Select(h => (h.Stanza, h.To))];
        output.Number(held.Count);
        foreach (var (stanza, to) in held)
        {
            Inline(output, stanza);
            To(output, entry, to);
        }
    }

    internal static void Payload(RecordBuffer output, int number, EncodedStanza stanza)
    {
        output.Kind(RecordKind.Payload);
        output.Number(number);
        Stanza(output, stanza);
    }

    /// <summary>A stanza that was written before under a number is queued for a session.</summary>
    internal static void Deliver(RecordBuffer output, JournaledSession entry, int payload, Jid to)
    {
        output.Kind(RecordKind.Deliver);
        output.Number(payload);
        Mention(output, entry);
        To(output, entry, to);
    }

    /// <summary>A stanza is queued for a session.</summary>
    internal static void Deliver(RecordBuffer output, JournaledSession entry, EncodedStanza stanza, Jid to)
    {
        output.Kind(RecordKind.Deliver);
        Inline(output, stanza);
        Mention(output, entry);
        To(output, entry, to);
    }

    internal static void Insert(RecordBuffer output, JournaledSession entry, int index, in JournaledItem item)
    {
        Mention(output, RecordKind.Insert, entry);
        output.Number(index);
        Inline(output, item.Stanza);
        To(output, entry, item.To);
    }

    internal static void Held(RecordBuffer output, JournaledSession entry, EncodedStanza stanza, Jid to)
    {
        Mention(output, RecordKind.Held, entry);
        Inline(output, stanza);
        To(output, entry, to);
    }

    internal static void Prepare(RecordBuffer output, JournaledBatch batch)
    {
        output.Kind(RecordKind.Prepare);
        output.Number(batch.Id);
        output.Text(batch.Stream);
        output.Number(batch.Sequence);
        output.Number(batch.Deliveries.Count);
        foreach (var delivery in batch.Deliveries)
        {
            Stanza(output, delivery.Stanza);
            output.Number(delivery.Recipients.Count);
            foreach (var (entry, to) in delivery.Recipients)
            {
                output.Number(entry.Key);
                To(output, entry, to);
            }
        }
        output.Number(batch.Handled.Count);
        foreach (var mark in batch.Handled)
        {
            output.Number(mark.Entry.Key);
            output.Number(mark.Number);
            output.Number(mark.Entry.IncomingAt(mark.Number)?.Fingerprint ?? 0);
        }
    }

    internal static void Handled(RecordBuffer output, in InboundMark mark)
    {
        Mention(output, RecordKind.Handled, mark.Entry);
        output.Number(mark.Number);
        output.Number(mark.Entry.IncomingAt(mark.Number)?.Fingerprint ?? 0);
    }

    private static void Incoming(RecordBuffer output, long number, IncomingStanza stanza)
    {
        output.Number(number);
        output.Number(stanza.Fingerprint);
        output.Number((stanza.IsHandled ? 1 : 0) | (stanza.IsPassedOn ? 2 : 0));
        output.Number(stanza.Stored.Count);
        foreach (var stored in stanza.Stored) StoredAs(output, stored);
    }

    internal static void StoredAs(RecordBuffer output, StoredAs stored)
    {
        output.Text(stored.Stream);
        output.Number(stored.Sequence);
        output.Text(stored.Id);
    }

    private static void Inline(RecordBuffer output, EncodedStanza stanza)
    {
        output.Number(0);
        Stanza(output, stanza);
    }

    private static void Stanza(RecordBuffer output, EncodedStanza stanza)
    {
        output.Number(stanza.Splice);
        output.Bytes(stanza.Bytes);
    }

    private static void To(RecordBuffer output, JournaledSession entry, Jid to)
    {
        if (to.IsEmpty) output.Number(0);
        else if (to == entry.Jid) output.Number(1);
        else if (to == entry.Jid.Bare) output.Number(2);
        else
        {
            output.Number(3);
            output.Text(to.ToString());
        }
    }
}
