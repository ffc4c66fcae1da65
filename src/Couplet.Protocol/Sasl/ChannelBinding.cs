using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Couplet.Protocol.Sasl;

/// <summary>Data that both ends of one TLS channel know and that a relay in the middle cannot have (RFC 5056).</summary>
/// <param name="Type">The registered name of the type.</param>
/// <param name="Data">The data.</param>
public sealed record ChannelBinding(string Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>A hash of the server's certificate (RFC 5929 §4).</summary>
    public const string TlsServerEndPoint = "tls-server-end-point";

    /// <summary>Exported keying material (RFC 9266).</summary>
    public const string TlsExporter = "tls-exporter";

    /// <summary>The first Finished message; not defined for TLS 1.3 (RFC 5929 §3).</summary>
    public const string TlsUnique = "tls-unique";

    /// <summary>The binding to a certificate (RFC 5929 §4.1): hashed with its signature's hash function, SHA-256 in place of MD5 and SHA-1.</summary>
    public static ChannelBinding ToCertificate(X509Certificate2 certificate)
    {
        var hash = certificate.SignatureAlgorithm.Value switch
        {
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        return new ChannelBinding(TlsServerEndPoint, CryptographicOperations.HashData(hash, certificate.RawData));
    }
}
