using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Couplet.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Net;

/// <summary>
/// The server's certificate: the operator's PEM files, read again when they change, or one of its own, made on first use and kept in
/// the data folder.
/// </summary>
internal sealed class CertificateSource(CoupletOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>The file of the server's own certificate, with its key, in the data folder.</summary>
    internal const string FileName = "certificate.pem";

    private readonly CertificateSource? _guests = options.Anonymous is { Host: not null, Certificate: { } path } anonymous
        ? new CertificateSource(new CoupletOptions { Domain = anonymous.Host, Certificate = path, CertificateKey = anonymous.CertificateKey }, time, logger) : null;

    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private ServerCertificate? _current;
    private DateTime _written;
    private long _checked;

    /// <summary>The certificate for a handshake that asks for a name (RFC 6066 §3), or for none.</summary>
    /// <exception cref="InvalidOperationException">There is none that can be read.</exception>
    internal ServerCertificate For(string? name)
        => _guests is not null && string.Equals(name, options.Anonymous.Host, StringComparison.OrdinalIgnoreCase) ? _guests.Current() : Current();

    /// <summary>The certificate for a handshake now.</summary>
    /// <exception cref="InvalidOperationException">There is none that can be read.</exception>
    internal ServerCertificate Current()
    {
        lock (_gate)
        {
            if (_current is not null && (options.Certificate is null || time.GetElapsedTime(_checked) < s_checkInterval)) return _current;
            _checked = time.GetTimestamp();
            try
            {
                return _current = options.Certificate is { } path ? FromFiles(path) : Own();
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                if (_current is null) throw new InvalidOperationException($"The certificate cannot be read: {e.Message}", e);
                NetLog.CertificateFailed(logger, e);
                return _current;
            }
        }
    }

    private ServerCertificate FromFiles(string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_current is not null && written == _written) return _current;
        var certificate = X509Certificate2.CreateFromPemFile(path, options.CertificateKey);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        _written = written;
        return ServerCertificate.Of(certificate, chain);
    }

    private ServerCertificate Own()
    {
        if (options.Data is null) return ServerCertificate.Of(Make(), []);
        var path = Path.Combine(options.Data, FileName);
        if (File.Exists(path))
        {
            var kept = X509Certificate2.CreateFromPemFile(path);
            if (kept.NotAfter.ToUniversalTime() > time.GetUtcNow() && kept.MatchesHostname(options.Domain)
                && (options.Anonymous.Host is not { } guests || kept.MatchesHostname(guests))) return ServerCertificate.Of(kept, []);
        }
        Directory.CreateDirectory(options.Data);
        var made = Make();
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // The key is nobody else's to read.
        if (!OperatingSystem.IsWindows()) file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path, file))
        {
            writer.WriteLine(made.ExportCertificatePem());
            writer.WriteLine(made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }
        return ServerCertificate.Of(made, []);
    }

    private X509Certificate2 Make() => SelfSignedCertificate.Create(options.Domain, options.Dev, time.GetUtcNow(), options.Anonymous.Host);
}
