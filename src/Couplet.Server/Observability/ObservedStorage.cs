using Couplet.Server.Storage;

namespace Couplet.Server.Observability;

/// <summary>A storage whose commits can be watched.</summary>
internal sealed class ObservedStorage(ICoupletStorage storage) : ICoupletStorage
{
    public IEventLog Log { get; } = new ObservedEventLog(storage.Log);

    public IMessageArchive Archive => storage.Archive;

    public IDocumentStore Documents => storage.Documents;

    public string Description => storage.Description;

    public Task<string>? Broken => storage.Broken;

    public Task OpenAsync(CancellationToken cancellation = default) => storage.OpenAsync(cancellation);

    public ValueTask DisposeAsync() => storage.DisposeAsync();
}
