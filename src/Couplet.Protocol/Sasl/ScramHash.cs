using System.Security.Cryptography;

namespace Couplet.Protocol.Sasl;

/// <summary>The hash functions of the SCRAM family. Stored by name: never rename a member.</summary>
public enum ScramHash
{
    /// <summary>RFC 5802.</summary>
    Sha1,
    /// <summary>RFC 7677.</summary>
    Sha256,
    /// <summary>The same with SHA-512, as widely deployed.</summary>
    Sha512,
}

internal static class ScramHashFunction
{
    extension(ScramHash hash)
    {
        internal HashAlgorithmName Algorithm => hash switch
        {
            ScramHash.Sha1 => HashAlgorithmName.SHA1,
            ScramHash.Sha256 => HashAlgorithmName.SHA256,
            _ => HashAlgorithmName.SHA512,
        };

        internal int Size => hash switch { ScramHash.Sha1 => 20, ScramHash.Sha256 => 32, _ => 64 };

        internal string MechanismName => hash switch { ScramHash.Sha1 => "SCRAM-SHA-1", ScramHash.Sha256 => "SCRAM-SHA-256", _ => "SCRAM-SHA-512" };

        internal byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => CryptographicOperations.HmacData(hash.Algorithm, key, data);

        internal byte[] Digest(ReadOnlySpan<byte> data) => CryptographicOperations.HashData(hash.Algorithm, data);
    }
}
