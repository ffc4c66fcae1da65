using Couplet.Server.Observability;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Routing;

/// <summary>
/// Whatever has an address: its mailbox is drained by one thread at a time, item by item, so that nothing inside needs a lock.
/// </summary>
public abstract class Entity(ILogger logger) : ITurnItem
{
    private const int BatchSize = 64;
    private const int MostRounds = 2;

    // For as long as there is something to deal with: nearly all mailboxes are empty at any moment.
    [ThreadStatic]
    private static List<Work>? s_batch;

    private readonly SharedQueue<Work> _queue = new();
    private int _scheduled;
    private bool _passedOn;

    /// <summary>Where failures are logged.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>What kind of entity this is, in a word, for those who measure.</summary>
    protected internal virtual string Kind => "service";

    /// <summary>Puts an item into the mailbox.</summary>
    public void Post(in Work work)
    {
        Tracing.Post(work.Stanza);
        _queue.Enqueue(work);
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) Turn.Handle(this);
    }

    /// <summary>Whether nothing waits and nothing runs.</summary>
    public bool IsIdle => Volatile.Read(ref _scheduled) == 0 && _queue.IsEmpty;

    void ITurnItem.Run() => _ = DrainAsync();

    /// <summary>Deals with items in order. Completes each item's <see cref="Work.Handled"/>.</summary>
    protected virtual ValueTask HandleAsync(IReadOnlyList<Work> batch)
    {
        // Nearly always there is nothing to wait for: then there is no state machine either.
        for (var i = 0; i < batch.Count; i++)
        {
            var handling = Tracing.IsOn ? FollowAsync(batch[i]) : SeeToAsync(batch[i]);
            if (!handling.IsCompletedSuccessfully) return HandleRestAsync(handling, batch, i + 1);
        }
        return default;
    }

    private async ValueTask HandleRestAsync(ValueTask begun, IReadOnlyList<Work> batch, int next)
    {
        await begun.ConfigureAwait(false);
        for (; next < batch.Count; next++) await FollowAsync(batch[next]).ConfigureAwait(false);
    }

    private async ValueTask FollowAsync(Work work)
    {
        using var activity = Tracing.Handle(Kind, work.Stanza);
        await SeeToAsync(work).ConfigureAwait(false);
    }

    // One item, and whatever becomes of it.
    private ValueTask SeeToAsync(Work work)
    {
        _passedOn = false;
        try
        {
            var handling = HandleAsync(work);
            if (!handling.IsCompletedSuccessfully) return SeeToEndAsync(handling, work);
        }
#pragma warning disable CA1031 // one bad stanza must not end its entity; the failure is answered and logged
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandlerFailed(work, e);
        }
        if (!_passedOn) work.Handled.Complete();
        return default;
    }

    private async ValueTask SeeToEndAsync(ValueTask handling, Work work)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // as above
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandlerFailed(work, e);
        }
        if (!_passedOn) work.Handled.Complete();
    }

    private void HandlerFailed(in Work work, Exception exception)
    {
        Telemetry.HandlerFailed(Kind);
        Failed(work, exception);
        _passedOn = false;
    }

    /// <summary>
    /// The promise of the item at hand has been given to whoever deals with it next, who completes it: what one entity hands to another
    /// is not handled before the other has committed it.
    /// </summary>
    protected void PassOn() => _passedOn = true;

    /// <summary>Whether <see cref="PassOn"/> was called for the item at hand.</summary>
    protected bool IsPassedOn => _passedOn;

    /// <summary>Deals with one item.</summary>
    protected virtual ValueTask HandleAsync(Work work) => ValueTask.CompletedTask;

    /// <summary>Answers an item whose handler threw: <c>internal-server-error</c>, logged once with its kind and never its body.</summary>
    protected abstract void Failed(in Work work, Exception exception);

    private async Task DrainAsync()
    {
        var batch = s_batch ?? [];
        s_batch = null;
        for (var rounds = 0; ; rounds++)
        {
            batch.Clear();
            if (rounds == MostRounds)
            {
                s_batch = batch;
                // Others wait for this thread: those whom this entity has something to send to, most likely.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            while (batch.Count < BatchSize && !_queue.IsEmpty && _queue.TryDequeue(out var work)) batch.Add(work);
            if (batch.Count > 0)
            {
                Telemetry.Mailbox(Kind, batch, _queue);
                try
                {
                    await HandleAsync(batch).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // the drain must go on whatever a handler does
                catch (Exception e)
#pragma warning restore CA1031
                {
                    Telemetry.HandlerFailed(Kind);
                    foreach (var work in batch)
                    {
                        Failed(work, e);
                        work.Handled.Complete();
                    }
                }
                continue;
            }
            // A full fence: a plain write could still be on its way while the queue is looked at, and a wake-up be lost.
            Interlocked.Exchange(ref _scheduled, 0);
            // An item may have come between the last look and the write above; whoever wins the exchange drains it.
            if (!_queue.IsEmpty && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) continue;
            s_batch = batch;
            return;
        }
    }
}
