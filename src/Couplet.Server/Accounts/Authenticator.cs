using Couplet.Protocol.Sasl;
using Couplet.Server.Hosting;

namespace Couplet.Server.Accounts;

/// <summary>Logins against the <see cref="AccountStore"/>. In try-out mode an unknown account is created with the password of its first login.</summary>
internal sealed class Authenticator(AccountStore store, CoupletOptions options, ReadOnlyMemory<byte> secret) : IAuthenticator, IDisposable
{
    // A derivation keeps a core busy for milliseconds; without a bound, logins would starve everything else on the thread pool.
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount));
    private readonly VerifiedPasswords _verified = new();

    public ReadOnlyMemory<byte> FakeSaltSecret => secret;

    public ValueTask<ScramCredentials?> FindAsync(string local, ScramHash hash, CancellationToken cancellation = default) => store.FindAsync(local, hash, cancellation);

    public async ValueTask<bool> VerifyAsync(string local, string password, CancellationToken cancellation = default)
    {
        var stored = await store.FindAsync(local, ScramHash.Sha256, cancellation).ConfigureAwait(false);
        if (stored is not null && _verified.Knows(local, stored, password)) return true;
        await _derivations.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (stored is null && options.Dev)
            {
                // One that was deleted can be tried out again.
                await store.ForgetDeletedAsync(local, cancellation).ConfigureAwait(false);
                var isNew = await store.CreateAsync(local, password, cancellation).ConfigureAwait(false) is AccountCreation.Created;
                stored = await store.FindAsync(local, ScramHash.Sha256, cancellation).ConfigureAwait(false);
                if (!isNew && stored?.Verify(password) is not true) return false;
            }
            else if (!(stored ?? ScramCredentials.OfNobody(local, ScramHash.Sha256, options.ScramIterations, secret.Span)).Verify(password)) return false;
            if (stored is not null) _verified.Add(local, stored, password);
            return true;
        }
        finally
        {
            _derivations.Release();
        }
    }

    public void Dispose() => _derivations.Dispose();
}
