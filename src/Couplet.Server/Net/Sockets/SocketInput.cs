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
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IDisposable
{
    // Most stanzas fit. There is one for each connection.
    private const int SmallSize = 512;
    private const int LargeSize = 32 * 1024;

    // Who sends without end would have the thread for himself, which others wait for.
    private const int MostAtOnce = 8;

    [ThreadStatic]
    private static byte[]? s_spare;

    private readonly Socket _socket;
    private readonly Operation _operation;
    private readonly byte[] _small = new byte[SmallSize];
    private ManualResetValueTaskSourceCore<ReadResult> _waiter;
    private byte[]? _large;
    private int _start;
    private int _end;

    // Under the lock, which is this object itself: there is one for each connection.
    private bool _isWaiting;
    private bool _isUnderWay;
    private bool _hasArrived;
    private bool _isCanceled;
    private int _atOnce;

    internal SocketInput(Socket socket)
    {
        _socket = socket;
        _operation = new Operation(this);
        _operation.SetBuffer(_small);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled) return ReadUntilAsync(cancellationToken);
        if (_start < _end) return new(Result(isCompleted: false));
        lock (this)
        {
            if (_isCanceled) return new(Cancel());
            if (_isUnderWay) return WaitOrTake();
            _isUnderWay = true;
        }
        try
        {
            if (!_socket.ReceiveAsync(_operation)) _hasArrived = true;
        }
        catch (ObjectDisposedException)
        {
            _operation.SocketError = SocketError.OperationAborted;
            _hasArrived = true;
        }
        lock (this) return WaitOrTake();
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

    public void Dispose() => _operation.Dispose();

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

    private ValueTask<ReadResult> WaitOrTake()
    {
        if (_hasArrived && ++_atOnce <= MostAtOnce) return new(Take());
        if (_isCanceled) return new(Cancel());
        _waiter.Reset();
        _isWaiting = true;
        if (_hasArrived) ThreadPool.UnsafeQueueUserWorkItem(static input => input.Arrived(), this, preferLocal: false);
        _atOnce = 0;
        return new(this, _waiter.Version);
    }

    private ReadResult Cancel()
    {
        _isCanceled = false;
        return new ReadResult(default, isCanceled: true, isCompleted: false);
    }

    private void Arrived()
    {
        ReadResult result;
        lock (this)
        {
            _hasArrived = true;
            if (!_isWaiting) return;
            _isWaiting = false;
            result = Take();
        }
        _waiter.SetResult(result);
    }

    private ReadResult Take()
    {
        _hasArrived = _isUnderWay = false;
        // How a connection was lost is of no interest: nothing more comes.
        var received = _operation.SocketError == SocketError.Success ? _operation.BytesTransferred : 0;
        _end = received;
        if (received == SmallSize) TakeMore();
        return Result(isCompleted: received == 0);
    }

    private void TakeMore()
    {
        var large = s_spare ?? new byte[LargeSize];
        s_spare = null;
        _large = large;
        _small.CopyTo(large, 0);
        try
        {
            var more = _socket.Receive(large.AsSpan(SmallSize), SocketFlags.None, out var error);
            if (error == SocketError.Success) _end += more;
        }
        catch (ObjectDisposedException)
        {
            // What was there before is still to be read.
        }
    }

    private ReadResult Result(bool isCompleted)
        => new(new ReadOnlySequence<byte>(_large ?? _small, _start, _end - _start), isCanceled: false, isCompleted);

    private sealed class Operation(SocketInput input) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) => input.Arrived();
    }
}
