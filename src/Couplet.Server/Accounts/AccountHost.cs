using System.Collections.Concurrent;
using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features;
using Couplet.Server.Observability;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Accounts;

/// <summary>The server's own domain: its accounts, and the domain itself as an entity that answers requests.</summary>
public sealed class AccountHost(Jid domain, CoupletServer server, ILogger<AccountHost> logger, ILogger<Account> accountLogger, bool guests = false) : IStanzaHost
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private long _lastSweep = server.Time.GetTimestamp();

    /// <summary>The domain as an address.</summary>
    public Jid Jid { get; } = domain;

    /// <inheritdoc/>
    public string Domain => Jid.Domain;

    /// <summary>Whether the accounts of this domain are people who log in without a name (XEP-0175): they exist as long as their session does.</summary>
    public bool IsForGuests { get; } = guests;

    /// <summary>The accounts that are in memory.</summary>
    public IEnumerable<Account> Active => _accounts.Values;

    /// <summary>How many accounts have a session. One that was only asked for, or did not get to binding, is in memory too for a while.</summary>
    internal int Visits
    {
        get
        {
            var visits = 0;
            foreach (var (_, account) in _accounts)
                if (!account.Sessions.IsEmpty) visits++;
            return visits;
        }
    }

    /// <summary>The entity of an account, whether the account exists or not: it finds out before it does anything.</summary>
    public Account Get(string local)
    {
        Sweep();
        while (true)
        {
            var account = _accounts.GetOrAdd(local, static (local, self) => self.Make(local), this);
            if (account.Use.TryUse()) return account;
            Drop(account);
        }
    }

    /// <summary>The session bound to a full JID, or null. For deliveries that no account has a say in, from any thread.</summary>
    public ClientSession? FindSession(Jid full)
        => full.Domain == Domain && full.Local is { } local && _accounts.TryGetValue(local, out var account) ? account.FindSession(full.Resource) : null;

    /// <summary>The entity of an account if it is in memory, or null.</summary>
    public Account? Find(string local) => _accounts.GetValueOrDefault(local);

    /// <inheritdoc/>
    public void Post(Stanza stanza, Handled handled)
    {
        if (stanza.To.Local is { } local) Get(local).Post(new Work(stanza, handled));
        else if (stanza is Iq iq) _ = AnswerAsync(iq, handled);
        else handled.Complete(); // nobody reads what is said to the domain itself
    }

    /// <summary>Runs <paramref name="work"/> in an account's mailbox and waits for it.</summary>
    public Task RunAsync(string local, Func<Account, ValueTask> work)
    {
        var task = new AccountTask(work);
        Get(local).Post(new Work(null, Signal: task));
        return task.Done;
    }

    /// <summary>
    /// Chooses the full JID for a session that binds (RFC 6120 §7): the requested resource, else a random one. A session that holds
    /// the same resource is ended with <c>conflict</c>: the newcomer is most often the same client after a broken connection (§7.7.2.2).
    /// </summary>
    /// <returns>False when <paramref name="resource"/> is no resourcepart.</returns>
    public bool TryChooseJid(Jid account, string? resource, out Jid full)
    {
        if (string.IsNullOrEmpty(resource)) resource = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return account.TryWithResource(resource, out full);
    }

    /// <summary>Makes a session, whose JID <see cref="TryChooseJid"/> chose, a resource of its account.</summary>
    public void Bind(ClientSession session)
    {
        var account = session.Account;
        account.FindSession(session.Jid.Resource)?.Close(new StreamError(StreamErrorCondition.Conflict, "The resource was bound again."));
        account.Add(session);
    }

    /// <summary>Removes an account with everything of its own and ends its sessions; its name is not given away again.</summary>
    public async Task RemoveAsync(string local)
    {
        await RunAsync(local, static account => AccountDeletion.RunAsync(account)).ConfigureAwait(false);
        // Behind the end of its sessions.
        await RunAsync(local, static _ => default).ConfigureAwait(false);
    }

    /// <summary>The session's end: its presence is withdrawn and its resource is free.</summary>
    public void Unbind(ClientSession session) => session.Account.End(session);

    /// <summary>Drops an account from memory; the next stanza for it builds it anew from storage.</summary>
    internal void Drop(Account account) => _accounts.TryRemove(KeyValuePair.Create(account.Jid.Local!, account));

    /// <summary>Now and then, lets accounts go that nobody uses. Memory grows only where accounts are asked for, so that is where this runs.</summary>
    private void Sweep()
    {
        var last = Volatile.Read(ref _lastSweep);
        if (server.Time.GetElapsedTime(last) < s_sweep || Interlocked.CompareExchange(ref _lastSweep, server.Time.GetTimestamp(), last) != last) return;
        foreach (var account in _accounts.Values)
        {
            if (!account.Sessions.IsEmpty || account.Use.Idle < s_idle) continue;
            account.Post(new Work(null, Signal: new AccountTask(static idle =>
            {
                idle.RetireIfIdle(s_idle);
                return default;
            })));
        }
    }

    private Account Make(string local)
    {
        // The localpart comes from an address that was canonical already.
        if (!Jid.TryCreate(local, Domain, null, out var jid)) throw new ArgumentException("Not a localpart.", nameof(local));
        return new Account(jid, server, accountLogger);
    }

    private async Task AnswerAsync(Iq iq, Handled handled)
    {
        Iq? reply = null;
        try
        {
            if (!iq.IsRequest) return;
            reply = iq.To.IsFull ? iq.ToError(StanzaError.ServiceUnavailable())
                : await IqDispatch.AnswerAsync(server, DiscoTarget.Server, iq, null, null).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever a handler does, the request is answered
        catch (Exception e)
#pragma warning restore CA1031
        {
            Telemetry.HandlerFailed("service");
            AccountLog.Failed(logger, "iq to the server", e);
            reply = iq.ToError(StanzaError.InternalServerError());
        }
        finally
        {
            // The request is handled when whoever asked has the answer: after a crash it is not answered again.
            if (reply is not null) server.Router.Route(reply, handled);
            else handled.Complete();
        }
    }
}
