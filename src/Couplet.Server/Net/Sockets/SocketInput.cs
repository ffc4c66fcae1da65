using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Couplet.Server.Net.Sockets;

/// <summary>
/// What a socket receives. Who waits for the next stanza has a small buffer for it; only when that is filled is a large one of the thread's
/// taken for the rest, until what was read is given back. One reader at a time; whoever waits goes on on the thread that received.
/// What was looked at must be consumed: there is no waiting for more of the same.
/// </summary>
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem, IDisposable
{
    // Most stanzas fit. There is one for each connection.
    private const int SmallSize = 512;
    private const int LargeSize = 32 * 1024;

    // Who sends without end would have the thread for himself, which others wait for.
    private const int MostAtOnce = 8;

    [ThreadStatic]
    private static byte[]? s_spare;

    private readonly Socket _socket;
    private readonly Epoll? _epoll;
    private readonly ReadinessOperation? _readiness; // without epoll
    private readonly byte[] _small = new byte[SmallSize];
    private ManualResetValueTaskSourceCore<ReadResult> _waiter;
    private byte[]? _large;
    private int _start;
    private int _end;

    // Under the lock, which is this object itself: there is one for each connection.
    private bool _isWaiting;
    private bool _hasArrived; // something, as far as is known
    private bool _isEnding; // the other side has said its last
    private bool _isCanceled;
    private bool _isClosed;
    private int _atOnce;

    /// <summary>What a socket receives, which does not block.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="usesEpoll">Whether it is waited for with epoll, where there is that.</param>
    internal SocketInput(Socket socket, bool usesEpoll = true)
    {
        _socket = socket;
        if (usesEpoll) _epoll = Epoll.Watch(socket, this);
        if (_epoll is null) _readiness = new ReadinessOperation(socket, this);
    }

    /// <summary>Whether the socket is waited for with epoll.</summary>
    internal bool IsWatched => _epoll is not null;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled) return ReadUntilAsync(cancellationToken);
        if (_start < _end) return new(Result(isCompleted: false));
        lock (this) return _isCanceled ? new(Cancel()) : TakeOrWait();
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger();
        if (_start < _end)
        {
            if (examined.GetInteger() == _end) throw new NotSupportedException("What was examined must be consumed.");
            return;
        }
        _start = _end = 0;
        if (_large is null) return;
        s_spare = _large;
        _large = null;
    }

    public override void CancelPendingRead()
    {
        ReadResult result;
        lock (this)
        {
            _isCanceled = true;
            if (!_isWaiting) return;
            _isWaiting = false;
            result = Cancel();
        }
        _waiter.SetResult(result);
    }

    public override bool TryRead(out ReadResult result)
    {
        result = _start < _end ? Result(isCompleted: false) : default;
        return _start < _end;
    }

    public override void Complete(Exception? exception = null)
    {
        // The socket is closed by the connection.
    }

    /// <summary>Nothing more is received. To be called before the socket is closed.</summary>
    public void Dispose()
    {
        lock (this)
        {
            if (_isClosed) return;
            _isClosed = true;
            _epoll?.Forget(_socket, this);
            _hasArrived = true;
            if (_isWaiting) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        _readiness?.Dispose();
    }

    /// <summary>Something has come, or is no longer to come. Any thread.</summary>
    /// <param name="isEnding">Whether the other side has said its last, of which some may still be to be received.</param>
    /// <param name="handsOver">Whether whoever waits goes on on the thread pool, in place of this thread.</param>
    internal void Ready(bool isEnding, bool handsOver)
    {
        ReadResult result;
        lock (this)
        {
            _hasArrived = true;
            _isEnding |= isEnding;
            if (!_isWaiting) return;
            if (handsOver)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            if (!TryTake(out result)) return;
            _isWaiting = false;
        }
        _waiter.SetResult(result);
    }

    void IThreadPoolWorkItem.Execute() => Ready(isEnding: false, handsOver: false);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    private async ValueTask<ReadResult> ReadUntilAsync(CancellationToken cancellation)
    {
        var registration = cancellation.UnsafeRegister(static input => ((SocketInput)input!).CancelPendingRead(), this);
        await using (registration.ConfigureAwait(false))
        {
            var result = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (result.IsCanceled) cancellation.ThrowIfCancellationRequested();
            return result;
        }
    }

    private ValueTask<ReadResult> TakeOrWait()
    {
        _hasArrived = _hasArrived || _readiness?.IsOver() == true;
        if (_hasArrived && ++_atOnce <= MostAtOnce && TryTake(out var result)) return new(result);
        _waiter.Reset();
        _isWaiting = true;
        if (_hasArrived) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        _atOnce = 0;
        return new(this, _waiter.Version);
    }

    private ReadResult Cancel()
    {
        _isCanceled = false;
        return new ReadResult(default, isCanceled: true, isCompleted: false);
    }

    // False when nothing has come after all.
    private bool TryTake(out ReadResult result)
    {
        if (!TryReceive(_small, out _end))
        {
            _hasArrived = _isEnding = false;
            result = default;
            return false;
        }
        // Where there was room for more, that was all, and what comes next is told anew; but not the end, which comes once.
        var isAll = _end < SmallSize || TakeMore();
        _hasArrived = _end == 0 || _isEnding || !isAll;
        result = Result(isCompleted: _end == 0);
        return true;
    }

    // Whether that is all there is.
    private bool TakeMore()
    {
        var large = s_spare ?? new byte[LargeSize];
        s_spare = null;
        _large = large;
        _small.CopyTo(large, 0);
        if (!TryReceive(large.AsSpan(SmallSize), out var more)) return true;
        _end += more;
        return more > 0 && _end < LargeSize;
    }

    // False when nothing is there yet. How a connection was lost is of no interest: nothing more comes.
    private bool TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_isClosed) return true;
        try
        {
            received = _socket.Receive(buffer, SocketFlags.None, out var error);
            return error != SocketError.WouldBlock;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private ReadResult Result(bool isCompleted)
        => new(new ReadOnlySequence<byte>(_large ?? _small, _start, _end - _start), isCanceled: false, isCompleted);
}
