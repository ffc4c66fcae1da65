namespace Couplet.Server.Storage.Sqlite;

/// <summary>Everything in one SQLite file next to the program.</summary>
/// <param name="path">The file. Its directory is created where it is missing.</param>
public sealed class SqliteStorage(string path) : ICoupletStorage
{
    private SqliteParts? parts;

    /// <inheritdoc/>
    public IEventLog Log => Open.Log;

    /// <inheritdoc/>
    public IMessageArchive Archive => Open.Archive;

    /// <inheritdoc/>
    public IDocumentStore Documents => Open.Documents;

    /// <inheritdoc/>
    public string Description => $"{SqliteLibrary.Load()}, {Path.GetFullPath(path)}";

    /// <inheritdoc/>
    public Task<string>? Broken => parts?.Writer.Broken;

    private SqliteParts Open => parts ?? throw new InvalidOperationException("The storage is not open.");

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellation = default)
    {
        parts = await Task.Run(() => SqliteParts.Open(path), cancellation).ConfigureAwait(false);
        await SqliteRemoval.ResumeAsync(parts.Writer).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (parts is { } open) await Task.Run(open.Close).ConfigureAwait(false);
    }
}
