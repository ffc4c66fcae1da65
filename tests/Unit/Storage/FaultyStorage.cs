using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

/// <summary>A storage whose writes fail or are held back on demand, as on a full disk, a failing sync, a slow one.</summary>
internal sealed class FaultyStorage(ICoupletStorage inner) : ICoupletStorage
{
    private volatile TaskCompletionSource? _held;

    /// <summary>What every write answers with; null lets them through.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether snapshots fail even where other writes do not.</summary>
    public bool SnapshotsFail { get; set; }

    /// <summary>Whether nothing in an archive can be replaced, even where other writes succeed.</summary>
    public bool ReplacementsFail { get; set; }

    /// <summary>Events that were read from the log.</summary>
    public int EventsRead { get; private set; }

    public IEventLog Log => new FaultyLog(this, inner.Log);

    public IMessageArchive Archive => new FaultyArchive(this, inner.Archive);

    public IDocumentStore Documents => new FaultyDocuments(this, inner.Documents);

    public Task<string>? Broken => inner.Broken;

    public string Description => inner.Description;

    public Task OpenAsync(CancellationToken cancellation = default) => inner.OpenAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>From now on writes wait.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Those that wait go on, and others do not wait any more.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    private async ValueTask PassAsync()
    {
        if (_held is { } held) await held.Task;
        if (Failure is { } failure) throw new StorageException(failure);
    }

    private sealed class FaultyLog(FaultyStorage storage, IEventLog log) : IEventLog
    {
        public async ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default)
        {
            await storage.PassAsync();
            return await log.AppendAsync(owner, events, cancellation);
        }

        public ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default) => log.LastSequenceAsync(stream, cancellation);

        public async IAsyncEnumerable<LogEvent> ReadAsync(StreamId stream, long fromSequence = 1,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await foreach (var e in log.ReadAsync(stream, fromSequence, cancellation))
            {
                storage.EventsRead++;
                yield return e;
            }
        }

        public ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default) => log.LoadSnapshotAsync(stream, cancellation);

        public async ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default)
        {
            await storage.PassAsync();
            if (storage.SnapshotsFail) throw new StorageException("no snapshots today");
            return await log.SaveSnapshotAsync(owner, snapshot, cancellation);
        }

        public IAsyncEnumerable<StreamId> StreamsAsync(string prefix, CancellationToken cancellation = default) => log.StreamsAsync(prefix, cancellation);

        public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default) => log.DeleteStreamAsync(owner, stream, cancellation);

        public ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default) => log.ClaimAsync(node, cancellation);
    }

    private sealed class FaultyArchive(FaultyStorage storage, IMessageArchive archive) : IMessageArchive
    {
        public ValueTask<ArchivePage> QueryAsync(StreamId stream, ArchiveQuery query, CancellationToken cancellation = default) => archive.QueryAsync(stream, query, cancellation);

        public ValueTask<ArchiveMetadata?> MetadataAsync(StreamId stream, CancellationToken cancellation = default) => archive.MetadataAsync(stream, cancellation);

        public ValueTask<int> TrimAsync(StreamId stream, Retention retention, CancellationToken cancellation = default)
            => archive.TrimAsync(stream, retention, cancellation);

        public ValueTask<TrimmedPart> TrimmedAsync(StreamId stream, CancellationToken cancellation = default) => archive.TrimmedAsync(stream, cancellation);

        public ValueTask<ReplaceResult> ReplaceAsync(OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default)
            => storage.ReplacementsFail ? throw new StorageException("nothing is replaced today") : archive.ReplaceAsync(owner, stream, id, type, version, payload, cancellation);
    }

    private sealed class FaultyDocuments(FaultyStorage storage, IDocumentStore documents) : IDocumentStore
    {
        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string owner, string kind, string key, CancellationToken cancellation = default)
            => documents.GetAsync(owner, kind, key, cancellation);

        public ValueTask<IReadOnlyList<Document>> ListAsync(string owner, string kind, CancellationToken cancellation = default)
            => documents.ListAsync(owner, kind, cancellation);

        public IAsyncEnumerable<string> ListOwnersAsync(string kind, CancellationToken cancellation = default) => documents.ListOwnersAsync(kind, cancellation);

        public ValueTask<bool> ExistsAsync(string owner, string kind, CancellationToken cancellation = default) => documents.ExistsAsync(owner, kind, cancellation);

        public async ValueTask<bool> WriteAsync(OwnerToken owner, ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default)
        {
            await storage.PassAsync();
            return await documents.WriteAsync(owner, writes, cancellation);
        }

        public async ValueTask DeleteOwnerAsync(string owner, CancellationToken cancellation = default)
        {
            await storage.PassAsync();
            await documents.DeleteOwnerAsync(owner, cancellation);
        }
    }
}
