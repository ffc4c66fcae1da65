namespace Couplet.Server.Storage;

/// <summary>
/// The logs. State is a fold over a stream's events; a stream grows at its end only. All calls throw
/// <see cref="StorageException"/> when the storage fails; then nothing of the call was done.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Appends events and completes when they are on disk: all of one call, or none. Events of one stream stand together and
    /// are numbered without gaps; several streams may be written at once. Calls are committed in the order in which they were made.
    /// The memory of the payloads is the caller's again when the call has been answered: an implementation that keeps them copies them.
    /// </summary>
    /// <exception cref="ArgumentException">The events are not numbered so, or an archive id is taken already.</exception>
    ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default);

    /// <summary>The number of the stream's last event, 0 for a stream without any.</summary>
    ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default);

    /// <summary>
    /// The events of the stream from a number on, in order. Dense, but for the messages that <see cref="IMessageArchive.TrimAsync"/>
    /// has removed.
    /// </summary>
    IAsyncEnumerable<LogEvent> ReadAsync(StreamId stream, long fromSequence = 1, CancellationToken cancellation = default);

    /// <summary>The stream's newest snapshot, if it has one.</summary>
    ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default);

    /// <summary>Keeps a snapshot in place of the former one. An older one than is there changes nothing.</summary>
    /// <returns>False when the owner's epoch no longer stands; then nothing was done.</returns>
    ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default);

    /// <summary>The streams whose names start so, in ordinal order.</summary>
    IAsyncEnumerable<StreamId> StreamsAsync(string prefix, CancellationToken cancellation = default);

    /// <summary>Removes the stream with all it has: events, snapshot, archive. A stream written later starts with 1.</summary>
    /// <returns>False when the owner's epoch no longer stands; then nothing was done.</returns>
    ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default);

    /// <summary>Raises the node's epoch: fences whoever still writes under the old one, and answers with the new token.</summary>
    ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default);
}
