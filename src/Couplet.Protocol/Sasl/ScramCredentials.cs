using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Sasl;

/// <summary>What a server stores in place of a password (RFC 5802 §3): enough to verify one, not enough to log in with.</summary>
/// <param name="Hash">The hash function.</param>
/// <param name="Iterations">How often it is applied (PBKDF2).</param>
/// <param name="Salt">Random, one per password.</param>
/// <param name="StoredKey">Verifies the client.</param>
/// <param name="ServerKey">Proves the server's knowledge to the client.</param>
public sealed record ScramCredentials(ScramHash Hash, int Iterations, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey)
{
    /// <summary>The iteration count for new passwords; RFC 7677 §4 asks for 4096 at least.</summary>
    public const int DefaultIterations = 10_000;

    /// <summary>The length of new salts in bytes.</summary>
    public const int SaltSize = 16;

    // Those of nobody never verify, whatever the keys happen to be.
    private bool IsNobody { get; init; }

    /// <summary>Derives the credentials of a password with a fresh salt. False where PRECIS refuses the password (RFC 8265 §4.2).</summary>
    public static bool TryDerive(string password, ScramHash hash, int iterations, [NotNullWhen(true)] out ScramCredentials? credentials)
        => TryDerive(password, hash, iterations, RandomNumberGenerator.GetBytes(SaltSize), out credentials);

    /// <summary>Derives the credentials of a password. False where PRECIS refuses the password (RFC 8265 §4.2).</summary>
    public static bool TryDerive(string password, ScramHash hash, int iterations, ReadOnlyMemory<byte> salt,
        [NotNullWhen(true)] out ScramCredentials? credentials)
    {
        credentials = null;
        if (!Precis.OpaqueString(password, out var prepared)) return false;
        var (clientKey, serverKey) = ScramKeys.Derive(prepared, hash, iterations, salt.Span);
        credentials = new ScramCredentials(hash, iterations, salt, hash.Digest(clientKey), serverKey);
        return true;
    }

    /// <summary>Derives the credentials of a password.</summary>
    /// <exception cref="ArgumentException">PRECIS refuses the password.</exception>
    public static ScramCredentials Derive(string password, ScramHash hash, int iterations, ReadOnlyMemory<byte> salt)
        => TryDerive(password, hash, iterations, salt, out var credentials)
            ? credentials : throw new ArgumentException("The password is empty or has characters that are not allowed.", nameof(password));

    /// <summary>Whether this is the password. Takes the time of one derivation, whatever the outcome.</summary>
    public bool Verify(string password)
    {
        var acceptable = Precis.OpaqueString(password, out var prepared);
        var (clientKey, _) = ScramKeys.Derive(prepared ?? "", Hash, Iterations, Salt.Span);
        return CryptographicOperations.FixedTimeEquals(Hash.Digest(clientKey), StoredKey.Span) & acceptable & !IsNobody;
    }

    /// <summary>
    /// Credentials that no password fits, the same for the same name at each attempt, so that an unknown user looks like a wrong password.
    /// </summary>
    /// <param name="username">The canonical name.</param>
    /// <param name="hash">The hash function.</param>
    /// <param name="iterations">The count that real users have.</param>
    /// <param name="secret">The server's own, and kept over restarts: a salt that changes would tell.</param>
    public static ScramCredentials OfNobody(string username, ScramHash hash, int iterations, ReadOnlySpan<byte> secret)
    {
        var salt = hash.Mac(secret, Encoding.UTF8.GetBytes($"{hash.MechanismName}\0salt\0{username}"));
        var key = hash.Mac(secret, Encoding.UTF8.GetBytes($"{hash.MechanismName}\0key\0{username}"));
        return new ScramCredentials(hash, iterations, salt.AsMemory(0, SaltSize), key, key) { IsNobody = true };
    }

    /// <summary>Whether a client with this proof knows the password (RFC 5802 §3).</summary>
    internal bool VerifyProof(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        var clientKey = Hash.Mac(StoredKey.Span, authMessage);
        if (proof.Length != clientKey.Length) return false;
        for (var i = 0; i < clientKey.Length; i++) clientKey[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(Hash.Digest(clientKey), StoredKey.Span) & !IsNobody;
    }

    // Keys are secrets: they have no business in a log.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Hash = ").Append(Hash).Append(", Iterations = ").Append(Iterations);
        return true;
    }
}
