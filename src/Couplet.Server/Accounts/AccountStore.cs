using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Sasl;
using Couplet.Server.Storage;

namespace Couplet.Server.Accounts;

/// <summary>
/// The accounts on disk: SCRAM credentials only, never a password (RFC 5802 §9). A deleted account leaves a tombstone, so that nobody
/// else can take its name and be mistaken for it.
/// </summary>
public sealed class AccountStore(IDocumentStore documents, Jid domain, int iterations, TimeProvider time)
{
    internal const string CredentialsKind = "credentials";
    private const string TombstoneKind = "deleted-account";
    private const string RoleKind = "role";

    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _creating = new(StringComparer.Ordinal);

    /// <summary>Whether there is such an account.</summary>
    /// <param name="local">The canonical localpart.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public ValueTask<bool> ExistsAsync(string local, CancellationToken cancellation = default)
        => documents.ExistsAsync(Owner(local), CredentialsKind, cancellation);

    /// <summary>Whether there was such an account, whose name is not given away again.</summary>
    internal ValueTask<bool> WasDeletedAsync(string local, CancellationToken cancellation = default)
        => documents.ExistsAsync(Owner(local), TombstoneKind, cancellation);

    /// <summary>Gives the name of a deleted account free again.</summary>
    internal async ValueTask ForgetDeletedAsync(string local, CancellationToken cancellation = default)
    {
        if (!await WasDeletedAsync(local, cancellation).ConfigureAwait(false)) return;
        await documents.WriteAsync(new[] { new DocumentWrite(Owner(local), TombstoneKind, "", default(ReadOnlyMemory<byte>?)) }, cancellation).ConfigureAwait(false);
    }

    /// <summary>The credentials of an account for a hash, or for the strongest it has; null if there are none.</summary>
    public async ValueTask<ScramCredentials?> FindAsync(string local, ScramHash? hash, CancellationToken cancellation = default)
    {
        foreach (var candidate in hash is { } one ? [one] : Enum.GetValues<ScramHash>().Reverse())
            if (await documents.GetAsync(Owner(local), CredentialsKind, candidate.ToString(), cancellation).ConfigureAwait(false) is { } stored)
                return StoredCredentials.Read(candidate, stored);
        return null;
    }

    /// <summary>Creates an account. Of several calls at once for one name, one creates it and the others see it exist.</summary>
    /// <returns>What came of it.</returns>
    public async ValueTask<AccountCreation> CreateAsync(string local, string password, CancellationToken cancellation = default)
    {
        if (!Jid.TryCreate(local, domain.Domain, null, out var jid)) return AccountCreation.BadName;
        local = jid.Local!;
        if (await ExistsAsync(local, cancellation).ConfigureAwait(false)) return AccountCreation.Exists;
        if (await WasDeletedAsync(local, cancellation).ConfigureAwait(false)) return AccountCreation.Deleted;
        var mine = new Lazy<Task<bool>>(() => StoreAsync(local, password, cancellation));
        var winner = _creating.GetOrAdd(local, mine);
        try
        {
            if (!await winner.Value.ConfigureAwait(false)) return AccountCreation.BadPassword;
            return ReferenceEquals(winner, mine) ? AccountCreation.Created : AccountCreation.Exists;
        }
        finally
        {
            _creating.TryRemove(KeyValuePair.Create(local, winner));
        }
    }

    /// <summary>Sets the password of an account that exists.</summary>
    /// <returns>False when the password is empty or has characters that are not allowed.</returns>
    public ValueTask<bool> SetPasswordAsync(string local, string password, CancellationToken cancellation = default)
        => new(StoreAsync(local, password, cancellation));

    /// <summary>Removes an account and all that it owns; its name is not given away again.</summary>
    public async ValueTask DeleteAsync(string local, CancellationToken cancellation = default)
    {
        await documents.DeleteOwnerAsync(Owner(local), cancellation).ConfigureAwait(false);
        var when = JsonSerializer.SerializeToUtf8Bytes(time.GetUtcNow());
        await documents.WriteAsync(new[] { new DocumentWrite(Owner(local), TombstoneKind, "", when) }, cancellation).ConfigureAwait(false);
    }

    /// <summary>The role of an account.</summary>
    public async ValueTask<AccountRole> GetRoleAsync(string local, CancellationToken cancellation = default)
        => await documents.GetAsync(Owner(local), RoleKind, "", cancellation).ConfigureAwait(false) is { } stored
            && Enum.TryParse<AccountRole>(Encoding.UTF8.GetString(stored.Span), out var role) ? role : AccountRole.Member;

    /// <summary>Sets the role of an account that exists.</summary>
    public ValueTask SetRoleAsync(string local, AccountRole role, CancellationToken cancellation = default)
    {
        // What is not stored is a member.
        ReadOnlyMemory<byte>? value = role == AccountRole.Member ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(role.ToString());
        return documents.WriteAsync(new[] { new DocumentWrite(Owner(local), RoleKind, "", value) }, cancellation);
    }

    /// <summary>The localparts of the accounts that are no mere members.</summary>
    internal async IAsyncEnumerable<string> ListWithRolesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var owner in documents.ListOwnersAsync(RoleKind, cancellation).ConfigureAwait(false))
            if (Jid.TryParse(owner, out var jid) && jid.Domain == domain.Domain && jid.Local is { } local) yield return local;
    }

    /// <summary>The accounts' bare JIDs, in order.</summary>
    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellation = default) => documents.ListOwnersAsync(CredentialsKind, cancellation);

    private string Owner(string local) => $"{local}@{domain.Domain}";

    private async Task<bool> StoreAsync(string local, string password, CancellationToken cancellation)
    {
        var writes = new List<DocumentWrite>();
        foreach (var hash in Enum.GetValues<ScramHash>())
        {
            if (!ScramCredentials.TryDerive(password, hash, iterations, out var credentials)) return false;
            writes.Add(new DocumentWrite(Owner(local), CredentialsKind, hash.ToString(), StoredCredentials.Write(credentials)));
        }
        await documents.WriteAsync(writes.ToArray(), cancellation).ConfigureAwait(false);
        return true;
    }
}

/// <summary>What came of creating an account.</summary>
public enum AccountCreation
{
    /// <summary>It is there now.</summary>
    Created,
    /// <summary>It was there before.</summary>
    Exists,
    /// <summary>It was there once; its name is not given away again.</summary>
    Deleted,
    /// <summary>The name is no localpart.</summary>
    BadName,
    /// <summary>The password is empty or has characters that are not allowed.</summary>
    BadPassword,
}
