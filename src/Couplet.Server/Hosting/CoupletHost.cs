using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Hosting;

/// <summary>A whole server in this process: storage, listeners, everything.</summary>
public sealed class CoupletHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _stopped;

    private CoupletHost(WebApplication application)
    {
        _application = application;
        Server = application.Services.GetRequiredService<CoupletService>().Server;
        Endpoints = application.Services.GetRequiredService<CoupletListener>().Endpoints;
    }

    /// <summary>The server.</summary>
    public CoupletServer Server { get; }

    /// <summary>Where it listens; the ports are those that were bound.</summary>
    public IReadOnlyList<CoupletEndpoint> Endpoints { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="loggers">Where to log; null for nowhere.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="Storage.StorageException">The storage cannot be opened.</exception>
    public static async Task<CoupletHost> StartAsync(CoupletOptions options, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (loggers is not null) builder.Services.AddSingleton(loggers);
        builder.Services.AddCouplet(options);
        var application = builder.Build();
        try
        {
            if (options.HttpPort >= 0)
            {
                application.UseWebSockets();
                application.UseRouting();
                application.MapCouplet();
            }
            await application.StartAsync(cancellation).ConfigureAwait(false);
            return new CoupletHost(application);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the server: streams are closed with <c>system-shutdown</c>, and have a few seconds to say goodbye.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0) await _application.StopAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
