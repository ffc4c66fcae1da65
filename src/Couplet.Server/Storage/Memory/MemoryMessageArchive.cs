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
            if (state.Find(stream) is not { } found || found.Messages() is not [var first, ..] messages) return new((ArchiveMetadata?)null);
            var (oldest, newest) = (found.Read(first), found.Read(messages[^1]));
            return new(new ArchiveMetadata(oldest.Archive!.Id, oldest.Time, newest.Archive!.Id, newest.Time));
        }
    }

    public ValueTask<int> TrimAsync(StreamId stream, DateTimeOffset? olderThan, long? keepBytes, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream) is { } found ? Trim(found, olderThan, keepBytes) : 0);
    }

    private static int Trim(MemoryStream stream, DateTimeOffset? olderThan, long? keepBytes)
    {
        var messages = stream.Messages();
        var excess = keepBytes is { } keep ? messages.Sum(m => (long)stream.Record(m).ArchiveBytes) - keep : 0;
        var removed = 0;
        foreach (var message in messages)
        {
            var record = stream.Record(message);
            if (excess <= 0 && !(record.Time < olderThan)) break;
            excess -= record.ArchiveBytes;
            stream.Unlist(message);
            removed++;
        }
        var firstKept = removed < messages.Count ? messages[removed] : long.MaxValue;
        stream.RemoveBefore(Math.Min(firstKept, (stream.Snapshot?.Sequence ?? 0) + 1));
        return removed;
    }

    public ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return new(ReplaceResult.Fenced);
            if (state.Find(stream) is not { } found || found.Find(id) is not { } sequence) return new(ReplaceResult.NotFound);
            // Without its text, which the event that was read has not: it can no longer be found.
            found.Replace(found.Read(sequence) with { Type = type, Version = version, Payload = payload });
            return new(ReplaceResult.Replaced);
        }
    }
}
