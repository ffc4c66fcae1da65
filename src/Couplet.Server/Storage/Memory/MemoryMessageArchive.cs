namespace Couplet.Server.Storage.Memory;

internal sealed class MemoryMessageArchive(MemoryState state) : IMessageArchive
{
    public ValueTask<ArchivePage> QueryAsync(StreamId stream, ArchiveQuery query, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(MemoryArchiveQuery.Run(state.Find(stream), query));
    }

    public ValueTask<ArchiveMetadata?> MetadataAsync(StreamId stream, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            if (state.Find(stream) is not { Archive: [var first, ..] archive }) return new((ArchiveMetadata?)null);
            var last = archive[^1].Event;
            return new(new ArchiveMetadata(first.Event.Archive!.Id, first.Event.Time, last.Archive!.Id, last.Time));
        }
    }

    public ValueTask<int> TrimAsync(StreamId stream, DateTimeOffset? olderThan, long? keepBytes, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream) is { } found ? Trim(found, olderThan, keepBytes) : 0);
    }

    private static int Trim(MemoryStream stream, DateTimeOffset? olderThan, long? keepBytes)
    {
        var excess = keepBytes is { } keep ? stream.Archive.Sum(a => (long)a.Event.Archive!.Bytes) - keep : 0;
        var removed = 0;
        foreach (var (item, _) in stream.Archive)
        {
            if (excess <= 0 && !(item.Time < olderThan)) break;
            excess -= item.Archive!.Bytes;
            stream.SequenceById.Remove(item.Archive.Id);
            stream.Events[stream.IndexOf(item.Sequence)] = item with { Archive = null };
            removed++;
        }
        stream.Archive.RemoveRange(0, removed);

        var firstKept = stream.Archive.Count > 0 ? stream.Archive[0].Event.Sequence : long.MaxValue;
        var covered = stream.Snapshot?.Sequence ?? 0;
        stream.Events.RemoveAll(e => e.Sequence < firstKept && e.Sequence <= covered);
        return removed;
    }

    public ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return new(ReplaceResult.Fenced);
            if (state.Find(stream) is not { } found || !found.SequenceById.TryGetValue(id, out var sequence)) return new(ReplaceResult.NotFound);
            var at = found.IndexOf(sequence);
            var replaced = found.Events[at] with { Type = type, Version = version, Payload = payload };
            found.Events[at] = replaced;
            found.Archive[found.Archive.FindIndex(a => a.Event.Sequence == sequence)] = new ArchivedEvent(replaced, null);
            return new(ReplaceResult.Replaced);
        }
    }
}
