using System.Runtime.CompilerServices;

namespace Couplet.Server.Storage.Memory;

internal sealed class MemoryDocumentStore(MemoryState state) : IDocumentStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Dictionary<string, SortedDictionary<string, ReadOnlyMemory<byte>>>> owners = new(StringComparer.Ordinal);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string owner, string kind, string key, CancellationToken cancellation = default)
    {
        lock (gate) return new(Find(owner, kind) is { } found && found.TryGetValue(key, out var value) ? value : default(ReadOnlyMemory<byte>?));
    }

    public ValueTask<IReadOnlyList<Document>> ListAsync(string owner, string kind, CancellationToken cancellation = default)
    {
        lock (gate) return new(Find(owner, kind) is { } found ? [.. found.Select(d => new Document(d.Key, d.Value))] : []);
    }

    public async IAsyncEnumerable<string> ListOwnersAsync(string kind, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        string[] found;
        lock (gate) found = [.. owners.Where(o => o.Value.ContainsKey(kind)).Select(o => o.Key)];
        foreach (var owner in found)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return owner;
        }
    }

    public ValueTask<bool> ExistsAsync(string owner, string kind, CancellationToken cancellation = default)
    {
        lock (gate) return new(Find(owner, kind) is not null);
    }

    public ValueTask<bool> WriteAsync(OwnerToken owner, ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        lock (state.Gate)
            if (state.IsFenced(owner)) return new(false);
        lock (gate)
            foreach (var write in writes.Span)
                if (write.Value is { } value) Put(write.Owner, write.Kind, write.Key, value);
                else Remove(write.Owner, write.Kind, write.Key);
        return new(true);
    }

    public ValueTask DeleteOwnerAsync(string owner, CancellationToken cancellation = default)
    {
        lock (gate) owners.Remove(owner);
        return default;
    }

    private SortedDictionary<string, ReadOnlyMemory<byte>>? Find(string owner, string kind) =>
        owners.GetValueOrDefault(owner)?.GetValueOrDefault(kind);

    private void Put(string owner, string kind, string key, ReadOnlyMemory<byte> value)
    {
        if (!owners.TryGetValue(owner, out var kinds)) owners.Add(owner, kinds = new(StringComparer.Ordinal));
        if (!kinds.TryGetValue(kind, out var documents)) kinds.Add(kind, documents = new(StringComparer.Ordinal));
        documents[key] = value;
    }

    /// <summary>Leaves no empty collection behind: what is empty does not exist.</summary>
    private void Remove(string owner, string kind, string key)
    {
        if (Find(owner, kind) is not { } documents || !documents.Remove(key) || documents.Count > 0) return;
        owners[owner].Remove(kind);
        if (owners[owner].Count == 0) owners.Remove(owner);
    }
}
