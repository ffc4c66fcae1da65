namespace Couplet.Server.Storage;

/// <summary>
/// Small documents that have no history: rosters, credentials, vCards, items of nodes. All calls throw
/// <see cref="StorageException"/> when the storage fails; then nothing of the call was done.
/// </summary>
public interface IDocumentStore
{
    /// <summary>One document, if it is there.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(string owner, string kind, string key, CancellationToken cancellation = default);

    /// <summary>All documents of a kind that the owner has, in ordinal order of their keys.</summary>
    ValueTask<IReadOnlyList<Document>> ListAsync(string owner, string kind, CancellationToken cancellation = default);

    /// <summary>The owners who have a document of this kind, in ordinal order.</summary>
    IAsyncEnumerable<string> ListOwnersAsync(string kind, CancellationToken cancellation = default);

    /// <summary>Whether the owner has a document of this kind.</summary>
    ValueTask<bool> ExistsAsync(string owner, string kind, CancellationToken cancellation = default);

    /// <summary>Does all the changes, in order, or none, and completes when they are on disk.</summary>
    /// <returns>False when the owner's epoch no longer stands: nothing was done, and it must stop.</returns>
    ValueTask<bool> WriteAsync(OwnerToken owner, ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default);

    /// <summary>The same for the owner of everything, where there is one process only.</summary>
    /// <exception cref="StorageException">Another process has taken over.</exception>
    async ValueTask WriteAsync(ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        if (!await WriteAsync(OwnerToken.Single, writes, cancellation).ConfigureAwait(false))
            throw new StorageException("Another process has taken over; nothing was written.");
    }

    /// <summary>Removes whatever the owner has.</summary>
    ValueTask DeleteOwnerAsync(string owner, CancellationToken cancellation = default);
}
