using Couplet.Protocol.Sasl;

namespace Couplet.Server.Accounts;

/// <summary>Who may log in.</summary>
public interface IAuthenticator
{
    /// <summary>The credentials of an account for a hash; null for an unknown account, which must not be told from a wrong password.</summary>
    ValueTask<ScramCredentials?> FindAsync(string local, ScramHash hash, CancellationToken cancellation = default);

    /// <summary>Whether this is the account's password. Takes as long for an unknown account.</summary>
    ValueTask<bool> VerifyAsync(string local, string password, CancellationToken cancellation = default);

    /// <summary>From which the salts of unknown accounts are made; the same over restarts.</summary>
    ReadOnlyMemory<byte> FakeSaltSecret { get; }
}
