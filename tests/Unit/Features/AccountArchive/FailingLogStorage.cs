using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Features.AccountArchive;

/// <summary>A storage in memory whose logs cannot be written while <see cref="IsFull"/>.</summary>
internal sealed class FailingLogStorage : ICoupletStorage, IEventLog
{
    private readonly MemoryStorage _inner = new();

    public bool IsFull { get; set; }

    public IEventLog Log => this;

    public IMessageArchive Archive => _inner.Archive;

    public IDocumentStore Documents => _inner.Documents;

    public Task<string>? Broken => null;

    public string Description => "test";

    public Task OpenAsync(CancellationToken cancellation = default) => _inner.OpenAsync(cancellation);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    public ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default)
        => IsFull ? throw new StorageException("The disk is full.") : _inner.Log.AppendAsync(owner, events, cancellation);

    public ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default) => _inner.Log.LastSequenceAsync(stream, cancellation);

    public IAsyncEnumerable<LogEvent> ReadAsync(StreamId stream, long fromSequence = 1, CancellationToken cancellation = default)
        => _inner.Log.ReadAsync(stream, fromSequence, cancellation);

    public ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default) => _inner.Log.LoadSnapshotAsync(stream, cancellation);

    public ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default) => _inner.Log.SaveSnapshotAsync(owner, snapshot, cancellation);

    public IAsyncEnumerable<StreamId> StreamsAsync(string prefix, CancellationToken cancellation = default) => _inner.Log.StreamsAsync(prefix, cancellation);

    public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default) => _inner.Log.DeleteStreamAsync(owner, stream, cancellation);

    public ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default) => _inner.Log.ClaimAsync(node, cancellation);
}
