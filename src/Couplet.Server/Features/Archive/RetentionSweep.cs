using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Archive;

/// <summary>Removes what is no longer to be kept from all archives of a kind, at the start and every hour.</summary>
/// <param name="server">Whose archives.</param>
/// <param name="prefix">How the names of the logs begin.</param>
/// <param name="retention">What is kept, as of now; null keeps everything.</param>
internal sealed class RetentionSweep(CoupletServer server, string prefix, Func<Retention?> retention) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private readonly ILogger _logger = server.Loggers.CreateLogger<RetentionSweep>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to sweep in the background.</summary>
    internal void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(s_interval, server.Time);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(_stopping.Token).ConfigureAwait(false);
                }
                catch (StorageException e)
                {
                    RetentionLog.Failed(_logger, prefix, e); // the next one tries again
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The server stops; what is left over is swept after the next start.
        }
    }

    /// <summary>Goes through all of them once.</summary>
    /// <returns>How many messages were removed.</returns>
    internal async Task<long> SweepAsync(CancellationToken cancellation)
    {
        if (retention() is not { } kept) return 0;
        long removed = 0;
        await foreach (var stream in server.Storage.Log.StreamsAsync(prefix, cancellation).ConfigureAwait(false))
            removed += await server.Storage.Archive.TrimAsync(stream, kept, cancellation).ConfigureAwait(false);
        if (removed > 0) RetentionLog.Removed(_logger, removed, prefix);
        return removed;
    }

    /// <summary>What settings of days, messages and bytes mean at a moment; 0 sets no bound.</summary>
    /// <returns>Null where nothing is bounded.</returns>
    internal static Retention? Of(DateTimeOffset now, int days, long messages, long bytes, string? passingType) => (days, messages, bytes) is (0, 0, 0)
        ? null
        : new Retention(days == 0 ? null : now - TimeSpan.FromDays(days), bytes == 0 ? null : bytes, messages == 0 ? null : messages, passingType);
}

internal static partial class RetentionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Count} messages that are no longer kept were removed from archives ({Prefix}).")]
    internal static partial void Removed(ILogger logger, long count, string prefix);

    [LoggerMessage(2, LogLevel.Error, "What is no longer to be kept could not be removed from archives ({Prefix}).")]
    internal static partial void Failed(ILogger logger, string prefix, Exception exception);
}
