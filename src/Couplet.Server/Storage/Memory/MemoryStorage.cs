namespace Couplet.Server.Storage.Memory;

/// <summary>
/// Everything in memory, gone with the process: for tests and for servers that must not remember. When the logs are larger than
/// their capacity, the oldest messages go, whatever the retention says.
/// </summary>
public sealed class MemoryStorage : ICoupletStorage
{
    private const long Capacity = 64 * 1024 * 1024;

    /// <summary>An empty storage, with room for 64 MiB of events.</summary>
    public MemoryStorage() : this(Capacity)
    {
    }

    /// <summary>An empty storage.</summary>
    /// <param name="capacity">The bytes that the logs may take.</param>
    internal MemoryStorage(long capacity)
    {
        var state = new MemoryState(capacity);
        Log = new MemoryEventLog(state);
        Archive = new MemoryMessageArchive(state);
        Documents = new MemoryDocumentStore(state);
    }

    /// <inheritdoc/>
    public Task<string>? Broken => null;

    /// <inheritdoc/>
    public IEventLog Log { get; }

    /// <inheritdoc/>
    public IMessageArchive Archive { get; }

    /// <inheritdoc/>
    public IDocumentStore Documents { get; }

    /// <inheritdoc/>
    public string Description => "memory (nothing is kept when the process ends)";

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
