using System.Runtime.CompilerServices;

namespace Couplet.Server.Storage.Memory;

internal sealed class MemoryEventLog(MemoryState state) : IEventLog
{
    public ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default) =>
        new(Append(owner, events.Span));

    private AppendResult Append(OwnerToken owner, ReadOnlySpan<LogEvent> events)
    {
        if (events.Length == 1 && events[0].Sequence >= 1) return AppendOne(owner, events[0]);
        var runs = AppendCheck.Runs(events);
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return AppendResult.Fenced;
            foreach (var start in runs)
                if ((state.Find(events[start].Stream)?.LastSequence ?? 0) + 1 != events[start].Sequence) return AppendResult.SequenceTaken;
            RefuseTakenIds(events);
            foreach (var item in events) state.FindOrAdd(item.Stream).Add(item);
            return AppendResult.Committed;
        }
    }

    // The most frequent append: a message in one account's archive.
    private AppendResult AppendOne(OwnerToken owner, LogEvent item)
    {
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return AppendResult.Fenced;
            var stream = state.Find(item.Stream);
            if ((stream?.LastSequence ?? 0) + 1 != item.Sequence) return AppendResult.SequenceTaken;
            if (item.Archive is { } entry && stream?.Find(entry.Id) is not null) throw Taken(entry.Id);
            (stream ?? state.FindOrAdd(item.Stream)).Add(item);
            return AppendResult.Committed;
        }
    }

    private void RefuseTakenIds(ReadOnlySpan<LogEvent> events)
    {
        var seen = new HashSet<(StreamId, string)>();
        foreach (var item in events)
            if (item.Archive is { } entry && (!seen.Add((item.Stream, entry.Id)) || state.Find(item.Stream)?.Find(entry.Id) is not null))
                throw Taken(entry.Id);
    }

    private static ArgumentException Taken(string id) => new($"The archive has a message with the id {id} already.");

    public ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream)?.LastSequence ?? 0);
    }

    public async IAsyncEnumerable<LogEvent> ReadAsync(
        StreamId stream, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        var events = new List<LogEvent>();
        lock (state.Gate)
            if (state.Find(stream) is { } found)
                for (var sequence = Math.Max(fromSequence, found.FirstSequence); sequence < found.FirstSequence + found.Count; sequence++)
                    if (!found.IsGone(sequence)) events.Add(found.Read(sequence));
        foreach (var item in events)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    public ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default)
    {
        lock (state.Gate) return new(state.Find(stream)?.Snapshot);
    }

    public ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return new(false);
            var stream = state.FindOrAdd(snapshot.Stream);
            if (stream.Snapshot is null || stream.Snapshot.Sequence <= snapshot.Sequence) stream.Snapshot = snapshot;
            return new(true);
        }
    }

    public async IAsyncEnumerable<StreamId> StreamsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        string[] names;
        lock (state.Gate) names = [.. state.Streams.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new StreamId(name);
        }
    }

    public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            if (state.IsFenced(owner)) return new(false);
            state.Streams.Remove(stream.Value);
            return new(true);
        }
    }

    public ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default)
    {
        lock (state.Gate)
        {
            var epoch = state.Epochs.GetValueOrDefault(node) + 1;
            state.Epochs[node] = epoch;
            return new(new OwnerToken(node, epoch));
        }
    }
}
