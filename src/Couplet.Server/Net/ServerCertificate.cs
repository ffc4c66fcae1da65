using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Couplet.Protocol.Sasl;

namespace Couplet.Server.Net;

/// <summary>A certificate ready for handshakes.</summary>
/// <param name="Context">With its chain.</param>
/// <param name="Binding">What SCRAM is bound to (RFC 5929 §4).</param>
internal sealed record ServerCertificate(SslStreamCertificateContext Context, ChannelBinding Binding)
{
    internal static ServerCertificate Of(X509Certificate2 certificate, X509Certificate2Collection chain)
        => new(SslStreamCertificateContext.Create(certificate, chain, offline: true), ChannelBinding.ToCertificate(certificate));
}
