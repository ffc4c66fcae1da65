using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Couplet.Server.Net.Sockets;

/// <summary>
/// A buffer on its way to a socket. It belongs to whichever thread used one last: most are sent at once, and the next connection
/// that the thread serves finds the same buffer in the processor's cache.
/// </summary>
internal sealed class SocketSending : SocketAsyncEventArgs, IValueTaskSource<bool>
{
    // One write of an outbound queue fits, as a rule; a larger buffer is not kept.
    private const int Size = 64 * 1024;

    [ThreadStatic]
    private static SocketSending? s_spare;

    private byte[] _buffer = new byte[Size];
    private int _count;
    private ManualResetValueTaskSourceCore<bool> _waiter;

    private SocketSending()
        : base(true)
    {
    }

    internal static SocketSending Rent()
    {
        var spare = s_spare ?? new SocketSending();
        s_spare = null;
        return spare;
    }

    /// <summary>Nothing uses it any more.</summary>
    internal void Return()
    {
        _count = 0;
        if (s_spare is null && _buffer.Length == Size) s_spare = this;
        else Dispose();
    }

    internal Memory<byte> GetMemory(int sizeHint)
    {
        if (_buffer.Length - _count < Math.Max(sizeHint, 1))
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _count + sizeHint));
        return _buffer.AsMemory(_count);
    }

    internal void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_buffer.Length - _count), nameof(bytes));
        _count += bytes;
    }

    /// <summary>Sends what was collected. False when the connection is gone, or when there is <see cref="WaitAsync"/> to be waited for.</summary>
    internal bool TrySend(Socket socket, out bool isPending)
    {
        isPending = false;
        _waiter.Reset();
        SetBuffer(_buffer, 0, _count);
        try
        {
            isPending = socket.SendAsync(this);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        return !isPending && SocketError == SocketError.Success;
    }

    /// <summary>Ends when all is sent; false when the connection is gone.</summary>
    internal ValueTask<bool> WaitAsync() => new(this, _waiter.Version);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _waiter.SetResult(SocketError == SocketError.Success);

    bool IValueTaskSource<bool>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);
}
