using System.Diagnostics;
using Couplet.Server.Storage;

namespace Couplet.Server.Observability;

/// <summary>Tells how long commits take, to those who want to know.</summary>
internal sealed class ObservedEventLog(IEventLog log) : IEventLog
{
    public ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default)
        => Telemetry.IsCommitWatched ? WatchedAppendAsync(owner, events, cancellation) : log.AppendAsync(owner, events, cancellation);

    public ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default) => log.LastSequenceAsync(stream, cancellation);

    public IAsyncEnumerable<LogEvent> ReadAsync(StreamId stream, long fromSequence = 1, CancellationToken cancellation = default)
        => log.ReadAsync(stream, fromSequence, cancellation);

    public ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default) => log.LoadSnapshotAsync(stream, cancellation);

    public ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default) => log.SaveSnapshotAsync(owner, snapshot, cancellation);

    public IAsyncEnumerable<StreamId> StreamsAsync(string prefix, CancellationToken cancellation = default) => log.StreamsAsync(prefix, cancellation);

    public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default) => log.DeleteStreamAsync(owner, stream, cancellation);

    public ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default) => log.ClaimAsync(node, cancellation);

    private async ValueTask<AppendResult> WatchedAppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation)
    {
        using var activity = Tracing.Commit(events.Length);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = await log.AppendAsync(owner, events, cancellation).ConfigureAwait(false);
            Telemetry.Committed(start, result == AppendResult.Committed ? "committed" : "refused");
            return result;
        }
        catch (StorageException)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Telemetry.Committed(start, "failed");
            Telemetry.StorageFailed();
            throw;
        }
    }
}
