using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Net;
using Couplet.Server.Observability;
using Couplet.Server.Routing;
using Couplet.Server.Sessions.Journal;

namespace Couplet.Server.Sessions;

/// <summary>A resource bound on a stream; it may outlive the stream, and the server, and go on with another (XEP-0198 §5).</summary>
internal sealed class StreamSession : ClientSession
{
    private readonly StreamDirectory _directory;
    private volatile ClientStream? _stream;
    private volatile JournaledSession? _journaled;
    private int _ended;

    internal StreamSession(Jid jid, Account account, ClientStream stream)
        : this(jid, account, stream.Directory, stream.Outbound, stream.IsSecure) => _stream = stream;

    /// <summary>A session that another process has left behind.</summary>
    internal StreamSession(JournaledSession entry, Account account, StreamDirectory directory, StreamManagement management, OutboundQueue outbound)
        : this(entry.Jid, account, directory, outbound, entry.IsSecure)
    {
        Management = management;
        IsRestored = true;
        Inbound.Restore(entry, entry.Handled);
        foreach (var target in entry.Directed) Directed.Restore(target);
        entry.Session = this;
        _journaled = entry;
    }

    private StreamSession(Jid jid, Account account, StreamDirectory directory, OutboundQueue outbound, bool isSecure)
    {
        Jid = jid;
        Account = account;
        _directory = directory;
        IsSecure = isSecure;
        Outbound = outbound;
        Outbound.Late = () => Undelivered.HandBack(this);
        Intake = new StanzaIntake(this);
        Wait = new ResumptionWait(this);
    }

    public override Jid Jid { get; }

    public override Account Account { get; }

    public override bool IsSecure { get; }

    public override bool IsDetached => _stream is null && !IsEnded;

    internal override bool IsOver => IsEnded;

    /// <summary>Whether the session is over.</summary>
    internal bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Whether the session is older than the process.</summary>
    internal bool IsRestored { get; }

    /// <summary>What waits to be sent.</summary>
    internal OutboundQueue Outbound { get; }

    /// <summary>What was taken in.</summary>
    internal InboundCounter Inbound { get; } = new();

    /// <summary>Who was sent presence directly.</summary>
    internal DirectedPresence Directed { get; } = new();

    /// <summary>Where the client's stanzas go.</summary>
    internal StanzaIntake Intake { get; }

    /// <summary>Acknowledgements, once the client has enabled them.</summary>
    internal StreamManagement? Management { get; private set; }

    /// <summary>The session in the journal, if it is one that outlives the server.</summary>
    internal JournaledSession? Journaled => _journaled;

    /// <summary>The time without a connection.</summary>
    internal ResumptionWait Wait { get; }

    /// <summary>Whether its filter lets out what it has held. Under the journal's gate.</summary>
    internal bool IsReleasing { get; set; }

    /// <summary>How many stanzas the filter has let out. Under the journal's gate.</summary>
    internal int Released { get; set; }

    /// <summary>Bytes that wait for the end of an item of its account. Under the lock of those that wait.</summary>
    internal long DeferredBytes { get; set; }

    /// <summary>The <c>h</c> of what was handled (XEP-0198 §4).</summary>
    internal uint HandledCount => unchecked((uint)Math.Max(0, Inbound.Handled - (Management?.InboundBase ?? 0)));

    public override bool Deliver(EncodedStanza stanza, Jid to) => Telemetry.IsDeliveryWatched ? DeliverWatched(stanza, to, mayWait: true) : Pass(stanza, to, mayWait: true);

    internal override bool DeliverPast(EncodedStanza stanza, Jid to) => Telemetry.IsDeliveryWatched ? DeliverWatched(stanza, to, mayWait: false) : Pass(stanza, to, mayWait: false);

    internal override void BeginBatch() => Outbound.BeginBatch();

    internal override void EndBatch() => Outbound.EndBatch();

    internal override bool IsPresentAt(Jid bare) => Directed.Has(bare);

    /// <summary>Whether the account has blocked the sender.</summary>
    internal bool IsUnwantedHere(Stanza stanza) => !stanza.IsError && Account.Blocks(stanza.From);

    public override void ReleaseFilter()
    {
        if (_journaled is not { } entry)
        {
            base.ReleaseFilter();
            return;
        }
        var filter = OutboundFilter;
        OutboundFilter = null;
        if (filter is not null) OutboundJournal.Release(entry, this, filter);
    }

    internal override void ForgetPresenceAt(Jid to)
    {
        Directed.Forget(to);
        if (_journaled is { } entry) InboundJournal.Directed(entry, to, isAvailable: false);
    }

    internal override IReadOnlyList<Jid> TakePresenceAt(Func<Jid, bool> fits)
    {
        var taken = Directed.Take(fits);
        if (_journaled is { } entry)
            foreach (var to in taken) InboundJournal.Directed(entry, to, isAvailable: false);
        return taken;
    }

    public override void Close(StreamError error)
    {
        var stream = _stream;
        End();
        if (stream is not null) stream.Fail(error);
        else Undelivered.HandBack(this);
    }

    /// <summary>More waits for it than may; whoever noticed may be anywhere.</summary>
    internal void Overload() => ThreadPool.UnsafeQueueUserWorkItem(
        static session => session.Close(new StreamError(StreamErrorCondition.ResourceConstraint, "Too much waits for the client.")), this, preferLocal: false);

    /// <summary>Acknowledgements begin. <paramref name="journal"/> keeps the session beyond the process; null where nothing does.</summary>
    internal void Manage(StreamManagement management, SessionJournal? journal, byte[] enabled)
    {
        // A filter of before does not know of the journal's order.
        ReleaseFilter();
        if (journal is null || management.Id is null)
        {
            Management = management;
            Outbound.Enqueue(new TrackingStart(management, enabled));
            return;
        }
        using var frame = journal.Enter();
        management.Entry = journal.Open(management.Id, Jid, IsSecure, management.Seconds, this);
        Management = management;
        Inbound.Journal(management.Entry);
        _journaled = management.Entry;
        Outbound.Enqueue(new TrackingStart(management, enabled));
    }

    /// <summary>Ends the session: it is withdrawn from its account now, whatever becomes of its connection.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        Wait.Stop();
        _directory.Forget(this);
        // Until what it did not get has been handed back, a restart finds it, and hands it back.
        if (_journaled is { } entry) InboundJournal.Connection(entry, JournaledSession.Over);
        Intake.WithdrawDirected(new Presence(new StanzaHeader(Jid, default), PresenceType.Unavailable));
        Account.Host.Unbind(this);
        // What a filter holds back is undelivered like all the rest.
        ReleaseFilter();
        Outbound.Close();
    }

    /// <summary>The connection is lost: waits for another one, then ends.</summary>
    internal void WaitForResumption(ClientStream lost)
    {
        if (Interlocked.CompareExchange(ref _stream, null, lost) != lost) return;
        var now = Account.Server.Time.GetUtcNow();
        if (_journaled is { } entry) InboundJournal.Connection(entry, now);
        Wait.Start(now, TimeSpan.FromSeconds(Management!.Seconds));
    }

    /// <summary>Takes the session away from the stream it is on.</summary>
    internal ClientStream? Unlink()
    {
        Wait.Stop();
        return Interlocked.Exchange(ref _stream, null);
    }

    /// <summary>The session goes on with another stream.</summary>
    internal void Link(ClientStream stream)
    {
        Outbound.Capacity = Account.Server.Options.Limits.OutboundBytes;
        if (_journaled is { } entry) InboundJournal.Connection(entry, null);
        _stream = stream;
    }

    private bool Pass(EncodedStanza stanza, Jid to, bool mayWait)
    {
        if (IsUnwanted(stanza)) return true;
        if (_journaled is not { } entry) return (OutboundFilter is { } filter && !IsEnded && filter.Hold(stanza, to)) || Outbound.Enqueue(stanza, to);
        // A filter that lets something out does so in the middle of a frame, where it belongs.
        if (mayWait && !IsEnded && !entry.Journal.Gate.IsHeldByCurrentThread && Account.Deferred.TryAdd(this, stanza, to)) return true;
        return OutboundJournal.Deliver(this, entry, stanza, to);
    }

    private bool DeliverWatched(EncodedStanza stanza, Jid to, bool mayWait)
    {
        Telemetry.Sent(stanza.Stanza);
        using var activity = Tracing.Deliver(stanza.Stanza);
        return Pass(stanza, to, mayWait);
    }

    /// <summary>Nobody has resumed it.</summary>
    internal void Expire()
    {
        if (_stream is not null) return;
        // From here on nobody resumes it: the directory forgets it first.
        End();
        Undelivered.HandBack(this);
    }
}
