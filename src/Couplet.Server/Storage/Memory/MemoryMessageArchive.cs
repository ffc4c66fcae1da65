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

    public ValueTask<int> TrimAsync(StreamId stream, Retention retention, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream) is { } found ? Trim(found, retention) : 0);
    }

    public ValueTask<TrimmedPart> TrimmedAsync(StreamId stream, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream)?.Trimmed ?? default);
    }

    private static int Trim(MemoryStream stream, Retention retention)
    {
        var bytes = retention.KeepBytes is { } size ? stream.Archive.Sum(a => (long)a.Event.Archive!.Bytes) - size : 0;
        var messages = retention.KeepMessages is { } most ? stream.Archive.Count - most : 0;
        var removed = 0;
        foreach (var (item, _) in stream.Archive)
        {
            if (bytes <= 0 && messages <= 0 && !(item.Time < retention.OlderThan)) break;
            bytes -= item.Archive!.Bytes;
            messages--;
            stream.SequenceById.Remove(item.Archive.Id);
            removed++;
        }
        if (removed == 0) return 0;
        var through = stream.Archive[removed - 1].Event.Sequence;
        stream.Archive.RemoveRange(0, removed);
        var events = stream.Events.RemoveAll(e => e.Sequence <= through && (e.Archive is not null || e.Type == retention.PassingType));
        stream.Trimmed = new TrimmedPart(through, stream.Trimmed.Events + events);
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
