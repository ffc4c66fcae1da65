using Couplet.Server.Routing;
using Couplet.Server.Sessions.Journal;

namespace Couplet.Server.Sessions;

/// <summary>
/// Counts the stanzas of one session that were taken in, and how many of them, without a gap, have been handled. What was taken in and is
/// not handled yet is bounded by a window; who reads has to wait for room in it.
/// </summary>
internal sealed class InboundCounter : IHandledCounter
{
    /// <summary>Stanzas taken in and not handled yet.</summary>
    internal const int Window = 128;

    private readonly Lock _gate = new();
    private UInt128 _done; // a bit for each place of the window
    private long _received;
    private long _handled;
    private TaskCompletionSource? _waiting;
    private long _wanted;
    private long _notifyAt = long.MaxValue;
    private Action? _notify;
    private JournaledSession? _entry;
    private long _base;

    /// <summary>Stanzas taken in so far.</summary>
    internal long Received => Volatile.Read(ref _received);

    /// <summary>Stanzas handled so far, without a gap.</summary>
    internal long Handled => Volatile.Read(ref _handled);

    /// <summary>Whether another stanza may be taken in.</summary>
    internal bool HasRoom => Received - Handled < Window;

    /// <summary>From the next stanza on the journal is told what is handled. For the reading side.</summary>
    internal void Journal(JournaledSession entry)
    {
        _base = _received;
        Volatile.Write(ref _entry, entry);
    }

    /// <summary>Goes on counting where another process has stopped. Before anything is taken in.</summary>
    internal void Restore(JournaledSession entry, long handled)
    {
        _received = _handled = handled;
        Volatile.Write(ref _entry, entry);
    }

    /// <summary>The stanza with this running number as the journal knows it, or null.</summary>
    internal InboundMark? MarkOf(long index) => _entry is { } entry && index > _base ? new InboundMark(entry, index - _base) : null;

    /// <summary>Takes one more in. For the reading side, and only if there is room.</summary>
    internal Handled Next() => new(this, ++_received);

    /// <inheritdoc/>
    public void Complete(long index)
    {
        // Before it is counted: what is counted may be told.
        if (_entry is not null && MarkOf(index) is { } mark) InboundJournal.Handled(mark);
        TaskCompletionSource? waiting = null;
        Action? notify = null;
        lock (_gate)
        {
            if (index <= _handled) return;
            _done |= Bit(index);
            var handled = _handled;
            while (handled < _received && (_done & Bit(handled + 1)) != 0)
            {
                handled++;
                _done &= ~Bit(handled);
            }
            Volatile.Write(ref _handled, handled);
            if (_waiting is not null && handled >= _wanted) (waiting, _waiting) = (_waiting, null);
            if (handled >= _notifyAt) (notify, _notify, _notifyAt) = (_notify, null, long.MaxValue);
        }
        waiting?.SetResult();
        notify?.Invoke();
    }

    /// <summary>Waits until half of the window is free.</summary>
    internal Task WaitForRoomAsync(CancellationToken cancellation) => WaitAsync(Received - (Window / 2), cancellation);

    /// <summary>Waits until all that was taken in has been handled.</summary>
    internal Task WhenIdleAsync(CancellationToken cancellation) => WaitAsync(Received, cancellation);

    /// <summary>Calls back once all that was taken in so far has been handled: at once, or later from any thread.</summary>
    internal void NotifyWhenHandled(Action callback)
    {
        lock (_gate)
        {
            if (_handled < _received)
            {
                _notify = callback;
                _notifyAt = _received;
                return;
            }
        }
        callback();
    }

    private static UInt128 Bit(long index) => UInt128.One << (int)(index % Window);

    private Task WaitAsync(long until, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_handled >= until) return Task.CompletedTask;
            // Of two who wait, the one who wants more decides.
            _wanted = _waiting is null ? until : Math.Max(until, _wanted);
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task.WaitAsync(cancellation);
        }
    }
}
