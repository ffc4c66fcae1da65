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
        var all = stream.Messages();
        var bytes = retention.KeepBytes is { } size ? all.Sum(m => (long)stream.Record(m).ArchiveBytes) - size : 0;
        var messages = retention.KeepMessages is { } most ? all.Count - most : 0;
        var removed = 0;
        foreach (var message in all)
        {
            var record = stream.Record(message);
            if (bytes <= 0 && messages <= 0 && !(record.Time < retention.OlderThan)) break;
            bytes -= record.ArchiveBytes;
            messages--;
            removed++;
        }
        if (removed > 0) stream.Trim(all[removed - 1], retention.PassingType);
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
