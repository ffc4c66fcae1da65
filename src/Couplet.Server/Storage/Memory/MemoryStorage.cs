namespace Couplet.Server.Storage.Memory;

/// <summary>Everything in memory, gone with the process: for tests and for servers that must not remember.</summary>
public sealed class MemoryStorage : ICoupletStorage
{
    /// <summary>An empty storage.</summary>
    public MemoryStorage()
    {
        var state = new MemoryState();
        Log = new MemoryEventLog(state);
        Archive = new MemoryMessageArchive(state);
    }

    /// <inheritdoc/>
    public IEventLog Log { get; }

    /// <inheritdoc/>
    public IMessageArchive Archive { get; }

    /// <inheritdoc/>
    public IDocumentStore Documents { get; } = new MemoryDocumentStore();

    /// <inheritdoc/>
    public string Description => "memory (nothing is kept when the process ends)";

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
