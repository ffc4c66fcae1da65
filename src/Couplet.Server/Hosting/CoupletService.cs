using Microsoft.Extensions.DependencyInjection;
using Couplet.Server.Observability;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Hosting;

/// <summary>Starts and stops the server with its application: storage first, listeners last, and the other way round.</summary>
internal sealed class CoupletService(CoupletOptions options, ICoupletStorage storage, ILoggerFactory loggers, IServiceProvider services)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private CoupletServer? _server;
    private StreamDirectory? _streams;
    private ServerGauges? _gauges;

    internal CoupletServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    internal StreamDirectory Streams => _streams ?? throw new InvalidOperationException("The server has not started.");

    // Before any other hosted service starts, so before Kestrel listens.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await storage.OpenAsync(cancellationToken).ConfigureAwait(false);
        _server = await CoupletServer.CreateAsync(options, storage, CoupletServices.Time(services), loggers, cancellationToken).ConfigureAwait(false);
        _streams = new StreamDirectory(_server);
        if (_server.Journal is { } journal) await new SessionRecovery(_server, _streams, journal).RunAsync(cancellationToken).ConfigureAwait(false);
        _gauges = new ServerGauges(_server, _streams);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var http = services.GetRequiredService<CoupletListener>().Endpoints.FirstOrDefault(e => e.Kind == CoupletEndpointKind.Http);
        if (http is not null) Server.HttpPort = http.Port;
        if (services.GetService<IHostApplicationLifetime>() is { } application)
            Server.StopRequested.ContinueWith(_ => application.StopApplication(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    // Before Kestrel stops, which would cut the connections.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Features first: rooms still have somebody to tell.
        // Where nothing can be kept any more, some wait for what will not come, and there is nothing to announce that would be kept.
        if (_server is not null && storage.Broken is not { IsCompleted: true }) await _server.StopAsync().ConfigureAwait(false);
        if (_streams is not null) await _streams.StopAsync(s_patience).ConfigureAwait(false);
        _server?.Journal?.Seal();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _gauges?.Dispose();
}
