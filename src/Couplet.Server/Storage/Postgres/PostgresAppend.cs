namespace Couplet.Server.Storage.Postgres;

/// <summary>An append that waits for the writer.</summary>
internal sealed class PostgresAppend(OwnerToken owner, ReadOnlyMemory<LogEvent> events, int[] runs)
{
    private readonly TaskCompletionSource<AppendResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendResult result;

    public OwnerToken Owner => owner;

    public ReadOnlyMemory<LogEvent> Events => events;

    public Task<AppendResult> Task => done.Task;

    /// <summary>The streams it writes to.</summary>
    public IEnumerable<string> Streams => runs.Select(start => events.Span[start].Stream.Value);

    /// <summary>
    /// Judges it by the epochs and last numbers that the database has, as changed by the appends before it in the transaction.
    /// </summary>
    public bool Decide(Dictionary<string, long> epochs, Dictionary<string, long> lasts)
    {
        result = AppendResult.Committed;
        if (epochs.TryGetValue(owner.Node, out var epoch) && epoch > owner.Epoch) result = AppendResult.Fenced;
        else if (runs.Any(start => lasts.GetValueOrDefault(events.Span[start].Stream.Value) + 1 != events.Span[start].Sequence))
            result = AppendResult.SequenceTaken;
        if (result != AppendResult.Committed) return false;
        foreach (var item in events.Span) lasts[item.Stream.Value] = item.Sequence;
        return true;
    }

    public void Complete() => done.SetResult(result);

    public void Fail(Exception cause) => done.SetException(cause);
}
