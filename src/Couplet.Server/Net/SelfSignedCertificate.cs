using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Couplet.Server.Net;

/// <summary>Makes the certificate of a server that was given none.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>An ECDSA P-256 certificate for a domain and its services, valid for ten years.</summary>
    internal static X509Certificate2 Create(string domain, bool loopback, DateTimeOffset now, string? also = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={domain}"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(domain.Trim('[', ']'), out var literal)) names.AddIpAddress(literal);
        else
        {
            names.AddDnsName(domain);
            names.AddDnsName("*." + domain);
            names.AddDnsName("conference." + domain);
        }
        if (also is not null) names.AddDnsName(also);
        if (loopback)
        {
            if (domain != "localhost") names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }
}
