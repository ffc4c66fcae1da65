using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Upload;

/// <summary>XEP-0363: files by HTTP, at a host of its own; there only where there is a port for HTTP or a public address.</summary>
internal sealed class UploadFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "urn:xmpp:http:upload:0";

    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private ILogger<UploadHost>? _logger;
    private TimeProvider? _time;
    private ITimer? _timer;

    public string Specification => "XEP-0363";

    /// <summary>The service; null where files cannot be uploaded.</summary>
    internal UploadService? Service { get; private set; }

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        if (!server.Options.Upload.Enabled || (server.Options.HttpPort < 0 && server.Options.PublicUrl is null)) return;
        var jid = Jid.Parse("upload." + server.Domain.Domain);
        _logger = server.Loggers.CreateLogger<UploadHost>();
        _time = server.Time;
        Service = new UploadService(server, jid.Domain);
        if (!server.Router.TryAdd(new UploadHost(jid, server, Service, _logger))) throw new InvalidOperationException($"The uploads' domain {jid} is in use already.");
        registry.Extend(this);
        server.Features.Uploads = Service;
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        if (Service is null) return;
        Service.Folder.RemoveParts();
        await Service.Ledger.LoadAsync(cancellation).ConfigureAwait(false);
        _timer = _time!.CreateTimer(_ => _ = SweepAsync(), null, TimeSpan.Zero, s_interval);
    }

    public ValueTask StopAsync()
    {
        _timer?.Dispose();
        Service?.Folder.Close();
        return default;
    }

    public ValueTask DeletedAsync(Account account) => Service!.RemoveAllAsync(account.Jid);

    private async Task SweepAsync()
    {
        try
        {
            await Service!.SweepAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or Storage.StorageException or UnauthorizedAccessException)
        {
            UploadLog.SweepFailed(_logger!, e); // the next one tries again
        }
    }
}
