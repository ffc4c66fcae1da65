using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Net;
using Couplet.Server.Observability;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>A resource bound on a stream; it may outlive the stream and go on with another (XEP-0198 §5).</summary>
internal sealed class StreamSession : ClientSession
{
    private readonly StreamDirectory _directory;
    private volatile ClientStream? _stream;
    private int _ended;
    private ITimer? _expiry;

    internal StreamSession(Jid jid, Account account, ClientStream stream)
    {
        Jid = jid;
        Account = account;
        _directory = stream.Directory;
        _stream = stream;
        IsSecure = stream.IsSecure;
        Outbound = stream.Outbound;
        Outbound.Late = () => Undelivered.HandBack(this);
        Intake = new StanzaIntake(this);
    }

    public override Jid Jid { get; }

    public override Account Account { get; }

    public override bool IsSecure { get; }

    public override bool IsDetached => _stream is null && !IsEnded;

    /// <summary>Whether the session is over.</summary>
    internal bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>What waits to be sent.</summary>
    internal OutboundQueue Outbound { get; }

    /// <summary>What was taken in.</summary>
    internal InboundCounter Inbound { get; } = new();

    /// <summary>Who was sent presence directly.</summary>
    internal DirectedPresence Directed { get; } = new();

    /// <summary>Where the client's stanzas go.</summary>
    internal StanzaIntake Intake { get; }

    /// <summary>Acknowledgements, once the client has enabled them.</summary>
    internal StreamManagement? Management { get; set; }

    /// <summary>The <c>h</c> of what was handled (XEP-0198 §4).</summary>
    internal uint HandledCount => unchecked((uint)Math.Max(0, Inbound.Handled - (Management?.InboundBase ?? 0)));

    public override bool Deliver(EncodedStanza stanza, Jid to) => Telemetry.IsDeliveryWatched ? DeliverWatched(stanza, to) : Pass(stanza, to);

    internal override bool IsPresentAt(Jid bare) => Directed.Has(bare);

    internal override void ForgetPresenceAt(Jid to) => Directed.Forget(to);

    internal override IReadOnlyList<Jid> TakePresenceAt(Func<Jid, bool> fits) => Directed.Take(fits);

    public override void Close(StreamError error)
    {
        var stream = _stream;
        End();
        if (stream is not null) stream.Fail(error);
        else Undelivered.HandBack(this);
    }

    /// <summary>Ends the session: it is withdrawn from its account now, whatever becomes of its connection.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _expiry?.Dispose();
        _directory.Forget(this);
        Intake.WithdrawDirected(new Presence(new StanzaHeader(Jid, default), PresenceType.Unavailable));
        Account.Host.Unbind(this);
        // What a filter holds back is undelivered like all the rest.
        OutboundFilter?.Flush();
        Outbound.Close();
    }

    /// <summary>The connection is lost: waits for another one, then ends.</summary>
    internal void WaitForResumption(ClientStream lost)
    {
        if (Interlocked.CompareExchange(ref _stream, null, lost) != lost) return;
        Outbound.Overflowed = Expire;
        _expiry = Account.Server.Time.CreateTimer(static s => ((StreamSession)s!).Expire(), this,
            TimeSpan.FromSeconds(Account.Server.Options.Limits.ResumptionSeconds), Timeout.InfiniteTimeSpan);
        if (IsEnded) _expiry.Dispose();
    }

    /// <summary>Takes the session away from the stream it is on.</summary>
    internal ClientStream? Unlink()
    {
        _expiry?.Dispose();
        return Interlocked.Exchange(ref _stream, null);
    }

    /// <summary>The session goes on with another stream.</summary>
    internal void Link(ClientStream stream) => _stream = stream;

    private bool Pass(EncodedStanza stanza, Jid to)
        => IsUnwanted(stanza) || (OutboundFilter is { } filter && !IsEnded && filter.Hold(stanza, to)) || Outbound.Enqueue(stanza, to);

    private bool DeliverWatched(EncodedStanza stanza, Jid to)
    {
        Telemetry.Sent(stanza.Stanza);
        using var activity = Tracing.Deliver(stanza.Stanza);
        return Pass(stanza, to);
    }

    private void Expire()
    {
        if (_stream is not null) return;
        // From here on nobody resumes it: the directory forgets it first.
        End();
        Undelivered.HandBack(this);
    }
}
