using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// Reads a file of the journal. A frame that is cut off at the end was being written when the process died: nobody has seen anything of it, so it
/// never was. A frame that is damaged may have said something of any session; those of which the next record shows that nothing is
/// missing go on, the others are lost.
/// </summary>
internal sealed class JournalReplay(SessionJournal journal)
{
    private readonly Dictionary<long, EncodedStanza> _payloads = [];
    private readonly HashSet<int> _lost = [];
    private readonly HashSet<int> _doubtful = [];

    /// <summary>The sessions that are not over.</summary>
    internal Dictionary<int, JournaledSession> Sessions { get; } = [];

    /// <summary>What was prepared and neither released nor aborted: whether it counts, the log knows.</summary>
    internal Dictionary<long, JournaledBatch> Batches { get; } = [];

    internal List<ExpiredSession> Expired { get; } = [];

    /// <summary>Whether the file has its beginning; else its predecessor counts.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Whether the server was stopped in order.</summary>
    internal bool IsSealed { get; private set; }

    /// <summary>The run of the machine in which the file was written.</summary>
    internal string? Boot { get; private set; }

    /// <summary>Where the first damage is; null where there is none.</summary>
    internal long? DamagedAt { get; private set; }

    /// <summary>Whether something of the session may be missing.</summary>
    internal bool IsLost(JournaledSession entry) => _lost.Contains(entry.Key) || _doubtful.Contains(entry.Key);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is of another layout.</exception>
    internal void Read(ReadOnlySpan<byte> file)
    {
        var frames = new FrameReader(file);
        var isFirst = true;
        while (frames.Next())
        {
            if (frames.IsDamaged) Damaged(frames.Position);
            else if (isFirst) Header(frames.Content);
            else Apply(frames.Content);
            isFirst = false;
        }
    }

    /// <summary>What a batch says counts.</summary>
    internal static void Apply(JournaledBatch batch)
    {
        foreach (var delivery in batch.Deliveries)
            foreach (var (entry, to) in delivery.Recipients) entry.Add(new JournaledItem(delivery.Stanza, to));
        foreach (var mark in batch.Handled) mark.Entry.MarkHandled(mark.Number);
    }

    private void Damaged(long at)
    {
        DamagedAt ??= at;
        _doubtful.UnionWith(Sessions.Keys);
    }

    private void Header(ReadOnlySpan<byte> frame)
    {
        var reader = new RecordReader(frame);
        if (DamagedAt is not null || reader.Number() != JournalFile.Version) throw new InvalidDataException("The session journal has another layout.");
        Boot = reader.Text();
    }

    private void Apply(ReadOnlySpan<byte> frame)
    {
        var reader = new RecordReader(frame);
        while (!reader.IsAtEnd) Apply(reader.Kind(), ref reader);
    }

    private void Apply(RecordKind kind, ref RecordReader reader)
    {
        switch (kind)
        {
            case RecordKind.Open:
                Open(ref reader);
                break;
            case RecordKind.Payload:
                _payloads[reader.Number()] = Stanza(ref reader);
                break;
            case RecordKind.Deliver:
                Deliver(ref reader);
                break;
            case RecordKind.Prepare:
                Prepare(ref reader);
                break;
            case RecordKind.Release:
                Release(ref reader);
                break;
            case RecordKind.Abort:
                Batches.Remove(reader.Number());
                break;
            case RecordKind.Expired:
                Expired.Add(new ExpiredSession(reader.Text() ?? "", reader.Text() ?? "", reader.Number()));
                break;
            case RecordKind.Complete:
                IsComplete = true;
                _payloads.Clear();
                break;
            case RecordKind.Sealed:
                IsSealed = true;
                break;
            default:
                ApplyToSession(kind, ref reader);
                break;
        }
    }

    private void ApplyToSession(RecordKind kind, ref RecordReader reader)
    {
        var entry = Mention(ref reader);
        switch (kind)
        {
            case RecordKind.State:
                entry.State = reader.Bytes().ToArray();
                break;
            case RecordKind.Insert:
                entry.Insert((int)reader.Number(), new JournaledItem(Inline(ref reader)!, To(ref reader, entry)));
                break;
            case RecordKind.Acked:
                entry.Acknowledge(reader.Number(), reader.Flag());
                break;
            case RecordKind.Handled:
                Handled(entry, reader.Number(), (uint)reader.Number());
                break;
            case RecordKind.Stored:
                var number = reader.Number();
                var fingerprint = (uint)reader.Number();
                var stored = StoredAs(ref reader);
                Known(entry, number, fingerprint)?.Stored.Add(stored);
                break;
            case RecordKind.PassedOn:
                if (Known(entry, reader.Number(), (uint)reader.Number()) is { } passed) passed.IsPassedOn = true;
                break;
            case RecordKind.Directed:
                var jid = Address(ref reader);
                if (reader.Flag()) entry.Directed.Add(jid);
                else entry.Directed.Remove(jid);
                break;
            case RecordKind.Detached:
                entry.DetachedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.Number());
                break;
            case RecordKind.Attached:
                entry.DetachedAt = null;
                break;
            case RecordKind.Held:
                entry.Held.Add(new JournaledItem(Inline(ref reader)!, To(ref reader, entry)));
                break;
            case RecordKind.HeldReleased:
                entry.Held.Clear();
                break;
            case RecordKind.Closed:
                Sessions.Remove(entry.Key);
                Expired.Add(new ExpiredSession(entry.Id, entry.Jid.Bare.ToString(), entry.Handled));
                break;
            default:
                throw new InvalidDataException("A record of the session journal is out of place.");
        }
    }

    private void Open(ref RecordReader reader)
    {
        var key = (int)reader.Number();
        var revision = reader.Number();
        var entry = new JournaledSession(journal, key, reader.Text() ?? "", Address(ref reader)) { Revision = revision, IsSecure = reader.Flag(), Seconds = (int)reader.Number() };
        var acknowledged = reader.Number();
        entry.Acknowledged = acknowledged;
        entry.HasSurplus = reader.Flag();
        entry.Handled = reader.Number();
        if (reader.Number() is not 0 and var detached) entry.DetachedAt = DateTimeOffset.FromUnixTimeMilliseconds(detached);
        entry.State = reader.Bytes().ToArray();
        for (var i = reader.Count(); i > 0; i--) entry.Directed.Add(Address(ref reader));
        for (var i = reader.Count(); i > 0; i--) entry.Told[Address(ref reader)] = (uint)reader.Number();
        for (var i = reader.Count(); i > 0; i--) Incoming(entry, ref reader);
        for (var i = reader.Count(); i > 0; i--) entry.Held.Add(new JournaledItem(Inline(ref reader)!, To(ref reader, entry)));
        Sessions[key] = entry;
    }

    private static void Incoming(JournaledSession entry, ref RecordReader reader)
    {
        var stanza = entry.IncomingAt(reader.Number())!;
        stanza.Fingerprint = (uint)reader.Number();
        var flags = reader.Number();
        (stanza.IsHandled, stanza.IsPassedOn) = ((flags & 1) != 0, (flags & 2) != 0);
        for (var i = reader.Count(); i > 0; i--) stanza.Stored.Add(StoredAs(ref reader));
    }

    private void Deliver(ref RecordReader reader)
    {
        var stanza = Inline(ref reader);
        var entry = Mention(ref reader);
        var to = To(ref reader, entry);
        if (stanza is not null) entry.Add(new JournaledItem(stanza, to));
        else _lost.Add(entry.Key);
    }

    private void Prepare(ref RecordReader reader)
    {
        var id = reader.Number();
        var batch = new JournaledBatch(reader.Text() ?? "", reader.Number()) { Id = id };
        for (var i = reader.Count(); i > 0; i--)
        {
            var delivery = new BatchDelivery(null, Stanza(ref reader));
            for (var j = reader.Count(); j > 0; j--)
            {
                var entry = Known((int)reader.Number());
                delivery.Recipients.Add((entry, To(ref reader, entry)));
            }
            batch.Deliveries.Add(delivery);
        }
        for (var i = reader.Count(); i > 0; i--)
        {
            var mark = new InboundMark(Known((int)reader.Number()), reader.Number());
            var fingerprint = (uint)reader.Number();
            Known(mark.Entry, mark.Number, fingerprint);
            batch.Handled.Add(mark);
        }
        Batches[id] = batch;
    }

    private void Release(ref RecordReader reader)
    {
        var found = Batches.Remove(reader.Number(), out var batch);
        var named = new Dictionary<int, bool>();
        for (var i = reader.Count(); i > 0; i--)
        {
            var entry = Mention(ref reader);
            named[entry.Key] = reader.Flag();
            if (!found) _lost.Add(entry.Key);
        }
        if (batch is null) return;
        foreach (var delivery in batch.Deliveries)
            foreach (var (entry, to) in delivery.Recipients)
                if (named.GetValueOrDefault(entry.Key)) entry.Add(new JournaledItem(delivery.Stanza, to));
        foreach (var mark in batch.Handled) mark.Entry.MarkHandled(mark.Number);
    }

    private static void Handled(JournaledSession entry, long number, uint fingerprint)
    {
        Known(entry, number, fingerprint);
        entry.MarkHandled(number);
    }

    // What is known of another stanza under this number does not hold for this one.
    private static IncomingStanza? Known(JournaledSession entry, long number, uint fingerprint)
    {
        if (entry.IncomingAt(number) is not { } stanza) return null;
        if (stanza.Fingerprint == fingerprint) return stanza;
        return entry.Incoming[number] = new IncomingStanza { Fingerprint = fingerprint };
    }

    private JournaledSession Mention(ref RecordReader reader)
    {
        var entry = Known((int)reader.Number());
        var revision = reader.Number();
        if (revision != entry.Revision + 1) _lost.Add(entry.Key);
        _doubtful.Remove(entry.Key);
        entry.Revision = revision;
        return entry;
    }

    // A session that is over, or whose beginning is damaged, is read past.
    private JournaledSession Known(int key) => Sessions.TryGetValue(key, out var entry) ? entry : new JournaledSession(journal, key, "", default);

    private EncodedStanza? Inline(ref RecordReader reader)
    {
        var number = reader.Number();
        return number == 0 ? Stanza(ref reader) : _payloads.GetValueOrDefault(number);
    }

    private static EncodedStanza Stanza(ref RecordReader reader)
    {
        var splice = (int)reader.Number();
        return EncodedStanza.Restore(reader.Bytes(), splice);
    }

    private static StoredAs StoredAs(ref RecordReader reader) => new(reader.Text() ?? "", reader.Number(), reader.Text() ?? "");

    private static Jid To(ref RecordReader reader, JournaledSession entry) => reader.Number() switch
    {
        0 => default,
        1 => entry.Jid,
        2 => entry.Jid.Bare,
        _ => Address(ref reader),
    };

    private static Jid Address(ref RecordReader reader)
        => Jid.TryParse(reader.Text(), out var jid) ? jid : throw new InvalidDataException("An address in the session journal is none.");
}
