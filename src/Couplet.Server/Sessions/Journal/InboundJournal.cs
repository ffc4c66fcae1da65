using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Storage;

namespace Couplet.Server.Sessions.Journal;

/// <summary>What has been done of the stanzas that resumable sessions send, so that one that is sent again is not done again.</summary>
internal static class InboundJournal
{
    /// <summary>A stanza has come.</summary>
    /// <returns>True when it came before, was handled, and is only to be counted.</returns>
    internal static bool Arrived(in InboundMark mark, Stanza stanza)
    {
        var fingerprint = StanzaFingerprint.Of(stanza);
        lock (mark.Entry.Journal.Gate)
        {
            if (mark.Entry.IncomingAt(mark.Number) is not { } known) return true;
            if (known.Fingerprint == fingerprint) return known.IsHandled;
            mark.Entry.Incoming[mark.Number] = new IncomingStanza { Fingerprint = fingerprint };
            return false;
        }
    }

    /// <summary>A stanza is done.</summary>
    internal static void Handled(in InboundMark mark)
    {
        var entry = mark.Entry;
        using var frame = entry.Journal.Enter();
        if (entry.IsClosed || entry.IncomingAt(mark.Number) is not { IsHandled: false }) return;
        JournalRecords.Handled(entry.Journal.Buffer, mark);
        entry.MarkHandled(mark.Number);
    }

    /// <summary>The sender's own account has done its part of a stanza. Under the gate.</summary>
    internal static void PassedOn(in InboundMark mark)
    {
        if (mark.Entry.IncomingAt(mark.Number) is not { } stanza) return;
        stanza.IsPassedOn = true;
        Note(RecordKind.PassedOn, mark, stanza);
    }

    /// <summary>What is known of the stanza in an archive; null if it is not there.</summary>
    internal static async ValueTask<StoredAs?> FindAsync(InboundMark mark, StreamId stream, IEventLog log)
    {
        StoredAs? stored;
        lock (mark.Entry.Journal.Gate) stored = mark.Entry.IncomingAt(mark.Number)?.StoredIn(stream.Value);
        if (stored is null) return null;
        // It was about to be put there; whether it was, the log knows.
        await foreach (var item in log.ReadAsync(stream, stored.Sequence).ConfigureAwait(false))
            return item.Sequence == stored.Sequence && item.Archive?.Id == stored.Id ? stored : null;
        return null;
    }

    /// <summary>A stanza is about to be put into an archive. When this returns, a restart will know.</summary>
    internal static void Storing(in InboundMark mark, StoredAs stored)
    {
        using (mark.Entry.Journal.Enter())
        {
            if (mark.Entry.IsClosed || mark.Entry.IncomingAt(mark.Number) is not { } stanza) return;
            stanza.Stored.Add(stored);
            Note(RecordKind.Stored, mark, stanza);
            JournalRecords.StoredAs(mark.Entry.Journal.Buffer, stored);
        }
        mark.Entry.Journal.Flush();
    }

    /// <summary>The client has sent presence directly, or withdrawn it.</summary>
    internal static void Directed(JournaledSession entry, Jid to, bool isAvailable)
    {
        using var frame = entry.Journal.Enter();
        if (entry.IsClosed || !(isAvailable ? entry.Directed.Add(to) : entry.Directed.Remove(to))) return;
        JournalRecords.Mention(entry.Journal.Buffer, RecordKind.Directed, entry);
        entry.Journal.Buffer.Text(to.ToString());
        entry.Journal.Buffer.Flag(isAvailable);
    }

    /// <summary>The client has acknowledged so many stanzas.</summary>
    internal static void Acknowledged(JournaledSession entry, long count, bool hasSurplus)
    {
        using (entry.Journal.Enter())
        {
            if (entry.IsClosed || (count == entry.Acknowledged && hasSurplus == entry.HasSurplus)) return;
            entry.Acknowledge(count, hasSurplus);
            JournalRecords.Mention(entry.Journal.Buffer, RecordKind.Acked, entry);
            entry.Journal.Buffer.Number(count);
            entry.Journal.Buffer.Flag(hasSurplus);
        }
        entry.Journal.Flush();
    }

    /// <summary>The connection is lost, since when; or null: the session goes on with another.</summary>
    internal static void Connection(JournaledSession entry, DateTimeOffset? lostAt)
    {
        using (entry.Journal.Enter())
        {
            if (entry.IsClosed) return;
            entry.DetachedAt = lostAt;
            JournalRecords.Mention(entry.Journal.Buffer, lostAt is null ? RecordKind.Attached : RecordKind.Detached, entry);
            if (lostAt is { } at) entry.Journal.Buffer.Number(at.ToUnixTimeMilliseconds());
        }
        entry.Journal.Flush();
    }

    /// <summary>Writes what has changed of the session itself. Under the gate.</summary>
    internal static void Describe(JournaledSession entry, StreamSession session)
    {
        var stamp = SessionDocument.Stamp(session);
        if (entry.IsClosed || entry.Stamp == stamp) return;
        entry.Stamp = stamp;
        entry.State = SessionDocument.Write(session);
        JournalRecords.Mention(entry.Journal.Buffer, RecordKind.State, entry);
        entry.Journal.Buffer.Bytes(entry.State);
    }

    private static void Note(RecordKind kind, in InboundMark mark, IncomingStanza stanza)
    {
        JournalRecords.Mention(mark.Entry.Journal.Buffer, kind, mark.Entry);
        mark.Entry.Journal.Buffer.Number(mark.Number);
        mark.Entry.Journal.Buffer.Number(stanza.Fingerprint);
    }
}
