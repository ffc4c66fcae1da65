using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Blocking;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Accounts;

/// <summary>A local account: its sessions, and a mailbox for all it sends and all that is sent to it.</summary>
public sealed class Account(Jid jid, CoupletServer server, ILogger<Account> logger) : Entity(logger)
{
    private readonly FeatureStates _features = new();
    private bool _exists;
    private ImmutableArray<ClientSession> _sessions = [];
    private Work _current;

    /// <summary>The bare JID.</summary>
    public Jid Jid { get; } = jid;

    /// <inheritdoc/>
    protected internal override string Kind => "account";

    /// <summary>The server.</summary>
    public CoupletServer Server { get; } = server;

    /// <summary>The domain that it belongs to.</summary>
    internal AccountHost Host => field ??= Server.FindAccounts(Jid.Domain)!;

    /// <summary>Whether nothing of the account outlives its session (XEP-0175).</summary>
    public bool IsPassing => Host.IsForGuests;

    /// <summary>The bound sessions, in the order in which they were bound. May be read from any thread.</summary>
    public ImmutableArray<ClientSession> Sessions => _sessions;

    /// <summary>Whether there is such an account in storage; known when its mailbox has handled something. For the account's mailbox only.</summary>
    public bool Exists => _exists;

    /// <summary>Whom the account's owner has blocked. May be read from any thread; loaded when the first session is bound.</summary>
    public BlockList BlockList { get; internal set; } = BlockList.Empty;

    /// <summary>Whether nothing may pass between the account and this address. May be asked from any thread.</summary>
    public bool Blocks(Jid other) => !BlockList.IsEmpty && other.Bare != Jid && BlockList.Contains(other);

    /// <summary>What is being dealt with. For the account's mailbox only.</summary>
    internal ref readonly Work Current => ref _current;

    /// <summary>What is delivered to resumable sessions while an item is dealt with.</summary>
    internal DeferredDeliveries Deferred { get; } = new();

    /// <summary>Whether this object is still the account's entity.</summary>
    internal AccountUse Use { get; } = new(server.Time);

    /// <summary>A feature's own state of this account; made on first use. For the account's mailbox only.</summary>
    public T Feature<T>() where T : class, new() => _features.Get<T>();

    /// <summary>The session bound to a resource, or null.</summary>
    public ClientSession? FindSession(string? resource)
    {
        foreach (var session in _sessions)
            if (session.Jid.Resource == resource && !session.IsOver) return session;
        return null;
    }

    /// <summary>Sends a stanza from the account itself, or in its name, to anyone; both addresses must be set.</summary>
    public void Send(Stanza stanza) => Server.Router.Route(stanza);

    /// <summary>Sends a stanza of the account's server to one of its own sessions.</summary>
    public void SendTo(ClientSession session, Stanza stanza) => session.Deliver(EncodedStanza.Of(stanza), stanza.To.IsEmpty ? session.Jid : stanza.To);

    /// <summary>A resource was bound; called by the directory of sessions, any thread.</summary>
    internal void Add(ClientSession session)
    {
        ImmutableInterlocked.Update(ref _sessions, static (sessions, added) => sessions.Add(added), session);
        Post(new Work(null, Signal: new SessionBound(session)));
    }

    /// <summary>A session that outlived the server is a resource again; nobody is told.</summary>
    internal void Restore(ClientSession session) => ImmutableInterlocked.Update(ref _sessions, static (sessions, added) => sessions.Add(added), session);

    /// <summary>The session has ended; its presence is withdrawn in the mailbox.</summary>
    internal void End(ClientSession session) => Post(new Work(null, Signal: new SessionEnded(session)));

    /// <summary>Retires the entity if nobody uses it; posted to the mailbox, so that nothing is under way.</summary>
    internal void RetireIfIdle(TimeSpan idle)
    {
        var uses = Use.Count;
        if (_sessions.IsEmpty && Use.Idle >= idle && Use.TryRetire(uses)) Host.Drop(this);
    }

    /// <summary>The account is gone: whoever asks for it next finds that out anew.</summary>
    internal void Forget()
    {
        _exists = false;
        _features.Clear();
        BlockList = BlockList.Empty;
    }

    /// <inheritdoc/>
    protected override ValueTask HandleAsync(Work work)
    {
        _current = work;
        var handling = Server.Journal is { IsIdle: false } journal && Concerns(work) ? HandleInOneAsync(work, journal) : HandleItemAsync(work);
        // An account at rest holds on to nothing that it was sent.
        if (handling.IsCompletedSuccessfully) _current = default;
        return handling;
    }

    // Whether anything of the item is to be in the journal of sessions.
    private bool Concerns(in Work work)
    {
        foreach (var session in _sessions)
            if (session is StreamSession { Journaled: not null }) return true;
        return work.Handled.Mark is not null;
    }

    // What the item leads to for resumable sessions, and that it is handled, become known together.
    private async ValueTask HandleInOneAsync(Work work, SessionJournal journal)
    {
        Deferred.Open();
        var isDone = false;
        try
        {
            await HandleItemAsync(work).ConfigureAwait(false);
            isDone = true;
        }
        finally
        {
            OutboundJournal.Commit(journal, Deferred, isDone ? work.Handled.Mark : null, IsPassedOn, work.Origin);
        }
    }

    // Nearly always the account is known to exist, and there is no state machine.
    private ValueTask HandleItemAsync(Work work)
    {
        if (!_exists || Host.IsForGuests || Use.IsRetired) return HandleUnsureAsync(work);
        var uses = Use.Count;
        var handling = HandleKnownAsync(work);
        if (!handling.IsCompletedSuccessfully) return HandledAsync(handling, uses);
        DropIfUnknown(uses);
        return default;
    }

    private async ValueTask HandledAsync(ValueTask handling, long uses)
    {
        await handling.ConfigureAwait(false);
        DropIfUnknown(uses);
    }

    private void DropIfUnknown(long uses)
    {
        if (!_exists && _sessions.IsEmpty && Use.TryRetire(uses)) Host.Drop(this);
    }

    private async ValueTask HandleUnsureAsync(Work work)
    {
        if (Use.IsRetired)
        {
            // Posted by someone who held on to this object: the successor does it, and this one waits, so that nothing is reported early.
            await LeaveToSuccessorAsync(work).ConfigureAwait(false);
            PassOn();
            return;
        }
        var uses = Use.Count;
        _exists = Host.IsForGuests ? !_sessions.IsEmpty : _exists || await Server.AccountStore.ExistsAsync(Jid.Local!).ConfigureAwait(false);
        if (_exists || !_sessions.IsEmpty || work.Stanza is null) await HandleKnownAsync(work).ConfigureAwait(false);
        else UnknownAccount.Handle(this, work.Stanza);
        DropIfUnknown(uses);
    }

    private Task LeaveToSuccessorAsync(Work work) => Host.RunAsync(Jid.Local!, account => account.SucceedAsync(work));

    // For an object of this account that was retired, whose item it is.
    private async ValueTask SucceedAsync(Work work)
    {
        await HandleAsync(work).ConfigureAwait(false);
        if (!IsPassedOn) work.Handled.Complete();
    }

    private ValueTask SendOnAsync(ClientSession origin, Stanza stanza, Handled handled)
    {
        var sending = AccountOutgoing.HandleAsync(this, origin, stanza, handled);
        if (!sending.IsCompletedSuccessfully) return SentOnAsync(sending);
        if (sending.Result) PassOn();
        return default;
    }

    private async ValueTask SentOnAsync(ValueTask<bool> sending)
    {
        if (await sending.ConfigureAwait(false)) PassOn();
    }

    private ValueTask HandleKnownAsync(Work work) => work switch
    {
        { Stanza: { } stanza, Origin: { } origin } => SendOnAsync(origin, stanza, work.Handled),
        { Stanza: { } stanza } => AccountIncoming.HandleAsync(this, stanza),
        { Signal: SessionBound bound } => BoundAsync(bound.Session),
        { Signal: SessionEnded ended } => EndedAsync(ended.Session),
        { Signal: AccountTask task } => task.RunAsync(this),
        _ => default,
    };

    /// <inheritdoc/>
    protected override void Failed(in Work work, Exception exception)
    {
        AccountLog.Failed(Logger, work.Stanza?.Name ?? "signal", exception);
        if (work.Signal is AccountTask task) task.Fail(exception);
        if (work.Stanza is not null) Server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
    }

    private async ValueTask BoundAsync(ClientSession session)
    {
        foreach (var extension in Server.Features.AccountExtensions)
            await extension.BoundAsync(this, session).ConfigureAwait(false);
    }

    private async ValueTask EndedAsync(ClientSession session)
    {
        if (!_sessions.Contains(session)) return;
        if (session.IsAvailable)
            await AccountOutgoing.BroadcastAsync(this, session, new Presence(new StanzaHeader(session.Jid, default), PresenceType.Unavailable)).ConfigureAwait(false);
        ImmutableInterlocked.Update(ref _sessions, static (sessions, gone) => sessions.Remove(gone), session);
        foreach (var extension in Server.Features.AccountExtensions)
            await extension.EndedAsync(this, session).ConfigureAwait(false);
        if (Host.IsForGuests && _sessions.IsEmpty) await GuestDeparture.RunAsync(this).ConfigureAwait(false);
    }

    private sealed record SessionBound(ClientSession Session);

    private sealed record SessionEnded(ClientSession Session);
}
