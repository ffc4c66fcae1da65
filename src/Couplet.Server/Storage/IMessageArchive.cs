namespace Couplet.Server.Storage;

/// <summary>The message archives (XEP-0313): a view of those events of the logs that carry an <see cref="ArchiveEntry"/>.</summary>
public interface IMessageArchive
{
    /// <summary>One page of the messages that match, in the order of the log.</summary>
    ValueTask<ArchivePage> QueryAsync(StreamId stream, ArchiveQuery query, CancellationToken cancellation = default);

    /// <summary>The oldest and the newest message; nothing for an empty archive.</summary>
    ValueTask<ArchiveMetadata?> MetadataAsync(StreamId stream, CancellationToken cancellation = default);

    /// <summary>
    /// Retention: removes the oldest messages, from the archive and from the log, as long as they exceed what is kept, and leaves no
    /// hole in the archive (XEP-0313 §3.2). All other events stay: what the log makes, it still makes. Numbers are never given again.
    /// </summary>
    /// <returns>How many messages were removed.</returns>
    ValueTask<int> TrimAsync(StreamId stream, Retention retention, CancellationToken cancellation = default);

    /// <summary>What retention has taken out of the stream's log so far.</summary>
    ValueTask<TrimmedPart> TrimmedAsync(StreamId stream, CancellationToken cancellation = default);

    /// <summary>
    /// Puts other content in the place of a message's, for a retraction (XEP-0424, XEP-0425). Number, time, id and JID stay
    /// (XEP-0313 §3.2); its text can no longer be found.
    /// </summary>
    /// <param name="owner">Who writes.</param>
    /// <param name="stream">The archive.</param>
    /// <param name="id">The archive's id of the message.</param>
    /// <param name="type">The stable name of the new content's type.</param>
    /// <param name="version">The version of its layout.</param>
    /// <param name="payload">The new content.</param>
    /// <param name="cancellation">Gives up before it began; a write once begun is waited for.</param>
    ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default);
}
