namespace Couplet.Server.Storage.Memory;

/// <summary>The streams and epochs, under one lock: everything done under it is short.</summary>
internal sealed class MemoryState(long capacity)
{
    private readonly MemoryArena _arena = new(capacity);

    public Lock Gate { get; } = new();

    public Dictionary<string, MemoryStream> Streams { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Epochs { get; } = new(StringComparer.Ordinal);

    public MemoryStream? Find(StreamId stream) => Streams.GetValueOrDefault(stream.Value);

    public MemoryStream FindOrAdd(StreamId stream)
    {
        if (!Streams.TryGetValue(stream.Value, out var found)) Streams.Add(stream.Value, found = new MemoryStream(stream, _arena));
        return found;
    }

    public bool IsFenced(OwnerToken owner) => Epochs.Count > 0 && Epochs.TryGetValue(owner.Node, out var epoch) && epoch > owner.Epoch;
}
