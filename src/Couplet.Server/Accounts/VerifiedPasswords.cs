using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Sasl;

namespace Couplet.Server.Accounts;

/// <summary>
/// Passwords that have been verified once, as codes under a key that this process alone has and never writes down: a client that sends its
/// password at each login costs one derivation, not one each time. A wrong password is never found here and takes as long as ever.
/// </summary>
internal sealed class VerifiedPasswords
{
    private const int Most = 10_000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _codes = new(StringComparer.Ordinal);

    /// <summary>Whether this password has been verified against these credentials.</summary>
    internal bool Knows(string local, ScramCredentials stored, string password)
        => _codes.TryGetValue(local, out var known) && CryptographicOperations.FixedTimeEquals(known, Code(stored, password));

    /// <summary>Notes a password that has been verified.</summary>
    internal void Add(string local, ScramCredentials stored, string password)
    {
        if (_codes.Count >= Most) _codes.Clear();
        _codes[local] = Code(stored, password);
    }

    // With the stored key in it: a password that is changed is another, and so are the credentials.
    private byte[] Code(ScramCredentials stored, string password)
        => HMACSHA256.HashData(_key.AsSpan(), [.. stored.StoredKey.Span, .. Encoding.UTF8.GetBytes(password)]);
}
