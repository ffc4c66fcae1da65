using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Archive;

/// <summary>Removes what is no longer to be kept from all archives of a kind, at the start and every hour.</summary>
/// <param name="server">Whose archives.</param>
/// <param name="prefix">How the names of the logs begin.</param>
/// <param name="retention">What is kept, as of now; null keeps everything.</param>
internal sealed class RetentionSweep(CoupletServer server, string prefix, Func<Retention?> retention)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private readonly ILogger _logger = server.Loggers.CreateLogger<RetentionSweep>();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private ITimer? _timer;
    private bool _isStopping;

    /// <summary>Begins to sweep in the background.</summary>
    internal void Start() => _timer = server.Time.CreateTimer(_ => Begin(), null, TimeSpan.Zero, s_interval);

    /// <summary>Ends it. What is left over is swept after the next start.</summary>
    internal async ValueTask StopAsync()
    {
        Task running;
        lock (_gate)
        {
            _isStopping = true;
            running = _running;
        }
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private void Begin()
    {
        lock (_gate)
            if (!_isStopping && _running.IsCompleted) _running = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        try
        {
            await SweepAsync().ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RetentionLog.Failed(_logger, prefix, e); // the next one tries again
        }
    }

    /// <summary>Goes through all of them once.</summary>
    /// <returns>How many messages were removed.</returns>
    internal async Task<long> SweepAsync()
    {
        if (retention() is not { } kept) return 0;
        long removed = 0;
        await foreach (var stream in server.Storage.Log.StreamsAsync(prefix).ConfigureAwait(false))
        {
            if (Volatile.Read(ref _isStopping)) break;
            removed += await server.Storage.Archive.TrimAsync(stream, kept).ConfigureAwait(false);
        }
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
