using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

/// <summary>Where a contract test keeps its data: fresh for each test, gone after it.</summary>
public abstract class StoragePlace : IAsyncDisposable
{
    /// <summary>A storage at this place, not opened yet.</summary>
    public abstract ICoupletStorage Create();

    /// <summary>Called before the first <see cref="Create"/>.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}

public sealed class MemoryPlace : StoragePlace
{
    public override ICoupletStorage Create() => new Server.Storage.Memory.MemoryStorage();

    public override ValueTask DisposeAsync() => default;
}
