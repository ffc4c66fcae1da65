using System.Security.Cryptography;
using System.Text;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Invitations;

/// <summary>The invitations on disk, found by the hash of their token: who reads the database cannot use them.</summary>
internal sealed class InvitationBook(IDocumentStore documents, string owner, TimeProvider time)
{
    private const string Kind = "invitation";

    /// <summary>Invitations of one account that are open.</summary>
    internal const int PerInviter = 100;

    // Of two who use a token at once, one gets it.
    private readonly HashSet<string> _inUse = new(StringComparer.Ordinal);

    /// <summary>Keeps an invitation.</summary>
    /// <returns>Its token; null when the inviter has too many open.</returns>
    internal async ValueTask<string?> AddAsync(Invitation invitation)
    {
        var open = 0;
        var writes = new List<DocumentWrite>();
        foreach (var (key, value) in await documents.ListAsync(owner, Kind).ConfigureAwait(false))
        {
            var other = Invitation.Read(value);
            if (IsExpired(other)) writes.Add(new DocumentWrite(owner, Kind, key, null));
            else if (other.Inviter == invitation.Inviter) open++;
        }
        if (open >= PerInviter) return null;
        var token = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);
        writes.Add(new DocumentWrite(owner, Kind, Key(token), invitation.Write()));
        await documents.WriteAsync(writes.ToArray()).ConfigureAwait(false);
        return token;
    }

    /// <summary>The invitation of a token; null if there is none, or it has expired.</summary>
    internal async ValueTask<Invitation?> FindAsync(string token) => await ReadAsync(token).ConfigureAwait(false) is { } found && !IsExpired(found) ? found : null;

    /// <summary>Whether an open invitation, other than the token's own, is for this name.</summary>
    internal async ValueTask<bool> IsReservedAsync(string local, string? token)
    {
        var own = token is null ? null : Key(token);
        foreach (var (key, value) in await documents.ListAsync(owner, Kind).ConfigureAwait(false))
            if (key != own && Invitation.Read(value) is var other && other.Name == local && !IsExpired(other)) return true;
        return false;
    }

    /// <summary>Uses a token up, if <paramref name="isFit"/> likes its invitation.</summary>
    internal async ValueTask<Invitation?> TakeAsync(string token, Func<Invitation, bool> isFit)
    {
        var key = Key(token);
        lock (_inUse)
            if (!_inUse.Add(key)) return null;
        try
        {
            if (await ReadAsync(token).ConfigureAwait(false) is not { } found || !isFit(found)) return null;
            await documents.WriteAsync(new[] { new DocumentWrite(owner, Kind, key, null) }).ConfigureAwait(false);
            return found;
        }
        finally
        {
            lock (_inUse) _inUse.Remove(key);
        }
    }

    private async ValueTask<Invitation?> ReadAsync(string token)
        => await documents.GetAsync(owner, Kind, Key(token)).ConfigureAwait(false) is { } stored ? Invitation.Read(stored) : null;

    internal bool IsExpired(Invitation invitation) => invitation.Expires <= time.GetUtcNow();

    private static string Key(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
