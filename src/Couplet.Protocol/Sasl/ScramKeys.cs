using System.Security.Cryptography;
using System.Text;

namespace Couplet.Protocol.Sasl;

/// <summary>ClientKey and ServerKey (RFC 5802 §3).</summary>
internal readonly record struct ScramKeys(byte[] ClientKey, byte[] ServerKey)
{
    internal static ScramKeys Derive(string preparedPassword, ScramHash hash, int iterations, ReadOnlySpan<byte> salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(preparedPassword), salt, iterations, hash.Algorithm, hash.Size);
        return new ScramKeys(hash.Mac(salted, "Client Key"u8), hash.Mac(salted, "Server Key"u8));
    }
}
