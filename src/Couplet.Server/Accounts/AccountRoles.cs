using System.Collections.Concurrent;
using Couplet.Protocol.Addressing;
using Couplet.Server.Hosting;

namespace Couplet.Server.Accounts;

/// <summary>
/// Who is an administrator and who is a guest; all others are members. Asked everywhere and often, so it is kept in memory, and read again for an
/// account when it logs in: the command line writes past a server that is running.
/// </summary>
public sealed class AccountRoles(CoupletOptions options, AccountStore store, Jid domain)
{
    private readonly ConcurrentDictionary<Jid, AccountRole> _roles = [];
    private readonly HashSet<Jid> _configured = [.. options.Admins.Select(Jid.Parse)];
    private readonly string? _guests = options.Anonymous.Host is { } host ? Jid.Parse(host).Domain : null;

    /// <summary>The role of an address; strangers and services count as members, who are nothing in particular.</summary>
    public AccountRole Of(Jid jid)
    {
        var account = jid.Bare;
        if (_configured.Contains(account)) return AccountRole.Admin;
        if (_guests is not null && account.Domain == _guests) return AccountRole.Guest;
        return _roles.GetValueOrDefault(account);
    }

    /// <summary>Whether an address is an administrator's.</summary>
    public bool IsAdmin(Jid jid) => Of(jid) == AccountRole.Admin;

    /// <summary>Whether an address is a guest's.</summary>
    public bool IsGuest(Jid jid) => Of(jid) == AccountRole.Guest;

    /// <summary>Whether the settings make an account an administrator: then no command changes that.</summary>
    public bool IsConfigured(Jid jid) => _configured.Contains(jid.Bare);

    /// <summary>The administrators.</summary>
    public IEnumerable<Jid> Admins => _configured.Concat(_roles.Where(r => r.Value == AccountRole.Admin).Select(r => r.Key)).Distinct();

    /// <summary>Gives an account of the domain a role.</summary>
    public async ValueTask SetAsync(Jid account, AccountRole role, CancellationToken cancellation = default)
    {
        await store.SetRoleAsync(account.Local!, role, cancellation).ConfigureAwait(false);
        Note(account.Bare, role);
    }

    /// <summary>Reads the roles of all accounts.</summary>
    internal async ValueTask LoadAsync(CancellationToken cancellation)
    {
        await foreach (var local in store.ListWithRolesAsync(cancellation).ConfigureAwait(false))
            if (Jid.TryCreate(local, domain.Domain, null, out var account)) await RefreshAsync(account, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the role of one account again.</summary>
    internal async ValueTask RefreshAsync(Jid account, CancellationToken cancellation = default)
    {
        if (account.Domain == domain.Domain) Note(account.Bare, await store.GetRoleAsync(account.Local!, cancellation).ConfigureAwait(false));
    }

    /// <summary>The account is gone.</summary>
    internal void Forget(Jid account) => _roles.TryRemove(account.Bare, out _);

    private void Note(Jid account, AccountRole role)
    {
        if (role == AccountRole.Member) _roles.TryRemove(account, out _);
        else _roles[account] = role;
    }
}
