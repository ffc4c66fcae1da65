using System.Security.Cryptography.X509Certificates;
using Couplet.Server.Hosting;
using Couplet.Server.Net;
using Couplet.Tests.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Couplet.Tests.Net;

/// <summary>Which certificate a handshake gets, and that a new one is found without a restart.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("couplet-certificates-").FullName;
    private readonly FakeClock _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_changed_file_is_read_again()
    {
        var path = Write("chat.example.org", "server.pem", 1);
        var source = Source(new CoupletOptions { Domain = "chat.example.org", Certificate = path });
        var first = source.Current();
        Write("chat.example.org", "server.pem", 2);
        Assert.Same(first, source.Current()); // the file is not looked at for every handshake
        _time.Advance(TimeSpan.FromSeconds(6));
        var second = source.Current();
        Assert.NotEqual(Thumbprint(first), Thumbprint(second));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Same(second, source.Current());
    }

    [Fact]
    public void A_broken_file_leaves_the_one_before_in_use()
    {
        var path = Write("chat.example.org", "server.pem", 1);
        var source = Source(new CoupletOptions { Domain = "chat.example.org", Certificate = path });
        var first = source.Current();
        File.WriteAllText(path, "nothing that could be read");
        File.SetLastWriteTimeUtc(path, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Same(first, source.Current());
        Write("chat.example.org", "server.pem", 3);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotEqual(Thumbprint(first), Thumbprint(source.Current()));
    }

    [Fact]
    public void Without_a_certificate_there_is_no_handshake()
        => Assert.Throws<InvalidOperationException>(() => Source(new CoupletOptions { Certificate = Path.Combine(_folder, "missing.pem") }).Current());

    [Fact]
    public void The_name_that_is_asked_for_chooses()
    {
        var options = new CoupletOptions { Domain = "chat.example.org", Certificate = Write("chat.example.org", "server.pem", 1) };
        options.Anonymous.Domain = "guest.example.org";
        options.Anonymous.Certificate = Write("guest.example.org", "guest.pem", 1);
        var source = Source(options);
        Assert.Contains("CN=chat.example.org", source.For("chat.example.org").Context.TargetCertificate.Subject, StringComparison.Ordinal);
        Assert.Contains("CN=guest.example.org", source.For("Guest.example.org").Context.TargetCertificate.Subject, StringComparison.Ordinal);
        Assert.Contains("CN=chat.example.org", source.For(null).Context.TargetCertificate.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void The_own_certificate_is_for_all_domains()
    {
        var options = new CoupletOptions { Domain = "example.org", Data = _folder };
        var before = Source(options).Current().Context.TargetCertificate;
        Assert.False(before.MatchesHostname("guests.example.net"));
        options.Anonymous.Domain = "guests.example.net";
        var after = Source(options).Current().Context.TargetCertificate;
        Assert.True(after.MatchesHostname("guests.example.net"));
        Assert.True(after.MatchesHostname("example.org"));
    }

    private CertificateSource Source(CoupletOptions options) => new(options, _time, NullLogger.Instance);

    private string Write(string domain, string name, int day)
    {
        var path = Path.Combine(_folder, name);
        using var made = SelfSignedCertificate.Create(domain, loopback: false, _time.GetUtcNow());
        using var key = made.GetECDsaPrivateKey()!;
        File.WriteAllText(path, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, day, 0, 0, 0, DateTimeKind.Utc)); // two writes within one tick must differ
        return path;
    }

    private static string Thumbprint(ServerCertificate certificate) => certificate.Context.TargetCertificate.Thumbprint;
}
