using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;

namespace Couplet.Server.Net;

/// <summary>
/// What waits to be sent on one stream. Many threads put references in; one drain at a time copies all there is into the sink and
/// flushes once. The drain is scheduled, never run by whoever delivers, so that what belongs together leaves in one write.
/// The queue outlives its connection where a session does (XEP-0198): without a sink it only collects.
/// </summary>
internal sealed class OutboundQueue(long capacity, StreamManagement? tracking = null) : ITurnItem
{
    // Beyond this much the flush waits for the socket anyway.
    private const int FlushSize = 128 * 1024;
    private const int MostRounds = 4;

    private readonly SharedQueue<OutboundItem> _items = new();
    private IOutboundSink? _sink;
    private Attachment? _next;
    private StreamManagement? _tracking = tracking;
    private long _bytes;
    private int _scheduled;
    private int _overflowed;
    private volatile bool _closed;

    /// <summary>Bytes that wait.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes that may wait.</summary>
    internal long Capacity { get; set; } = capacity;

    /// <summary>Whether further items are refused.</summary>
    internal bool IsClosed => _closed;

    /// <summary>Called once when more waits than the capacity; must not block.</summary>
    internal Action? Overflowed { get; set; }

    /// <summary>Called when an item slipped in while the queue was closed: <see cref="TakeRest"/> may have been too early for it.</summary>
    internal Action? Late { get; set; }

    /// <summary>Items that wait; not cheap.</summary>
    internal int Count => _items.Count;

    /// <summary>Puts a stanza in. Any thread; never blocks.</summary>
    /// <returns>False when the queue is closed.</returns>
    internal bool Enqueue(EncodedStanza stanza, Jid to) => Enqueue(new OutboundItem(stanza, to));

    /// <summary>Puts bytes in that are no stanza.</summary>
    internal bool Enqueue(byte[] element) => Enqueue(new OutboundItem(element, default));

    /// <summary>Sends <c>enabled</c> and tracks the stanzas after it.</summary>
    internal void Enqueue(TrackingStart start) => Enqueue(new OutboundItem(start, default));

    /// <summary>What is put in until <see cref="EndBatch"/> is sent together, even if the drain is at work. To be ended soon, on the same thread.</summary>
    internal void BeginBatch() => _items.BeginBatch();

    /// <summary>Sends what was put in since <see cref="BeginBatch"/>.</summary>
    internal void EndBatch()
    {
        _items.EndBatch();
        // As for a single item.
        Interlocked.MemoryBarrier();
        Schedule();
    }

    /// <summary>Answers how many stanzas were handled.</summary>
    internal void Enqueue(HandledAnswer answer) => Enqueue(new OutboundItem(answer, default));

    /// <summary>Gives the queue a sink. <paramref name="preface"/> is sent first, then what is not acknowledged yet, then the rest.</summary>
    internal void Attach(IOutboundSink sink, byte[]? preface = null)
    {
        Volatile.Write(ref _next, new Attachment(sink, preface));
        Interlocked.Exchange(ref _overflowed, 0);
        Schedule();
    }

    /// <summary>Sends all that waits now and lets go of the sink, which is the caller's afterwards if the result is true.</summary>
    /// <returns>False when the connection has failed or does not take the data in time.</returns>
    internal async Task<bool> ReleaseAsync(TimeSpan patience)
    {
        var barrier = new OutboundBarrier();
        _items.Enqueue(new OutboundItem(barrier, default));
        Interlocked.MemoryBarrier();
        Schedule();
        try
        {
            return await barrier.Task.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Lets go of the sink, whose connection is lost; done when nothing writes into it any more, so that its buffers may be given back.
    /// </summary>
    /// <exception cref="TimeoutException">A flush does not end although the connection was cut.</exception>
    internal Task DetachAsync(TimeSpan patience)
    {
        var detached = new OutboundBarrier();
        // A full fence: the drain sees it, or it is seen that the drain has ended.
        Interlocked.Exchange(ref _next, new Attachment(null, null, detached));
        Schedule();
        return detached.Task.WaitAsync(patience);
    }

    /// <summary>Refuses further items.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>Schedules the drain again: the window of unacknowledged stanzas has opened.</summary>
    internal void Schedule()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            Turn.Send(this);
    }

    /// <summary>Takes out what was never sent. Only after <see cref="Close"/>.</summary>
    internal IEnumerable<OutboundItem> TakeRest()
    {
        _items.Reveal();
        while (_items.TryDequeue(out var item))
        {
            if (item.What is OutboundBarrier barrier) barrier.TrySetResult(false);
            else yield return item;
        }
    }

    void ITurnItem.Run() => _ = DrainAsync();

    private bool Enqueue(in OutboundItem item)
    {
        if (_closed) return false;
        _items.Enqueue(item);
        // A full fence too: either the drain sees the item, or the item's owner sees that the drain has ended.
        var bytes = Interlocked.Add(ref _bytes, item.Size);
        Schedule();
        if (_closed) Late?.Invoke();
        if (bytes <= Capacity || Interlocked.Exchange(ref _overflowed, 1) != 0) return true;
        // Whoever queues for a journaled session holds the journal's gate.
        if (_tracking?.Entry is null) Overflowed?.Invoke();
        else ThreadPool.UnsafeQueueUserWorkItem(static q => q.Overflowed?.Invoke(), this, preferLocal: false);
        return true;
    }

    private async Task DrainAsync()
    {
        for (var rounds = 0; ; rounds++)
        {
            if (rounds == MostRounds)
            {
                // Somebody fills the queue as fast as it is drained; others wait for this thread.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            var resent = Volatile.Read(ref _next) is not null && Interlocked.Exchange(ref _next, null) is { } next && Switch(next);
            if (_sink is { } sink)
            {
                var alive = TryFill(sink, out var written, out var barrier);
                if (!alive || resent || written > 0 || barrier is not null)
                {
                    // What a resumption after a crash would have to know is on its way before the bytes are.
                    if (_tracking is { Entry: { } entry }) entry.Journal.Flush();
                    alive = alive && await FlushAsync(sink).ConfigureAwait(false);
                    if (!alive || barrier is not null) _sink = null;
                    barrier?.TrySetResult(alive);
                    continue;
                }
            }
            else
            {
                FailBarrier();
            }
            Interlocked.Exchange(ref _scheduled, 0);
            if (!MayGoOn() || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0) return;
        }
    }

    private bool MayGoOn() => Volatile.Read(ref _next) is not null
        || (_items.TryPeek(out var item) && (_sink is null ? item.What is OutboundBarrier : item.What is OutboundBarrier || _tracking is not { IsFull: true }));

    // False when the sink's connection is gone. What was taken out stays accounted for: a stanza is tracked before it is written.
    private bool TryFill(IOutboundSink sink, out int written, out OutboundBarrier? barrier)
    {
        written = 0;
        barrier = null;
        var taken = 0L;
        try
        {
            Fill(sink, ref written, ref taken, ref barrier);
            return true;
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false;
        }
        finally
        {
            if (taken != 0) Interlocked.Add(ref _bytes, -taken);
        }
    }

    private void Fill(IOutboundSink sink, ref int written, ref long taken, ref OutboundBarrier? barrier)
    {
        while (written < FlushSize && _items.TryPeek(out var head))
        {
            if (_tracking is { IsFull: true } && head.What is EncodedStanza) break;
            if (!_items.TryDequeue(out var item)) break;
            taken += item.Size;
            switch (item.What)
            {
                case EncodedStanza stanza:
                    if (_tracking is { } counting)
                    {
                        if (counting.Entry is { } entry) OutboundJournal.Sending(entry, counting.SentCount, item);
                        counting.Sent(item);
                    }
                    sink.Write(stanza, item.To);
                    written += stanza.Length;
                    break;
                case byte[] bytes:
                    sink.Write(bytes);
                    written += bytes.Length;
                    break;
                case HandledAnswer answer:
                    sink.Write(answer.Encode());
                    written += HandledAnswer.MostBytes;
                    break;
                case TrackingStart start:
                    sink.Write(start.Enabled);
                    written += start.Enabled.Length;
                    _tracking = start.Management;
                    break;
                case OutboundBarrier reached:
                    barrier = reached;
                    break;
            }
            if (barrier is not null) break;
        }
        if (written > 0 && _tracking is { } tracking && tracking.ShouldRequest())
        {
            sink.Write(StreamManagement.Request);
            written += StreamManagement.Request.Length;
        }
    }

    // True when something was written that is to be flushed.
    private bool Switch(Attachment next)
    {
        _sink = next.Sink;
        next.Done?.TrySetResult(true);
        if (_sink is null || next.Preface is null) return false;
        try
        {
            _sink.Write(next.Preface);
            _tracking?.Resend(_sink);
        }
        catch (Exception e) when (IsLoss(e))
        {
            _sink = null;
        }
        return _sink is not null;
    }

    // Nobody will send what is before the barrier.
    private void FailBarrier()
    {
        foreach (var item in _items.ToArray())
            if (item.What is OutboundBarrier barrier) barrier.TrySetResult(false);
    }

    private static async ValueTask<bool> FlushAsync(IOutboundSink sink)
    {
        try
        {
            return await sink.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false; // the reading side learns of it too and ends the stream
        }
    }

    private static bool IsLoss(Exception e) => e is IOException or OperationCanceledException or InvalidOperationException
        or System.Net.WebSockets.WebSocketException;

    private sealed record Attachment(IOutboundSink? Sink, byte[]? Preface, OutboundBarrier? Done = null);
}
