using System.IO.Pipelines;
using System.Net.Sockets;

namespace Couplet.Server.Net.Sockets;

/// <summary>
/// What a socket sends: collected in a buffer of the thread, sent by whoever flushes. One writer at a time, who waits for the end of
/// a flush before writing again.
/// </summary>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    private SocketSending? _sending;
    private bool _isGone;

    public override Memory<byte> GetMemory(int sizeHint = 0) => (_sending ??= SocketSending.Rent()).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _sending!.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_sending is not { } sending) return new(new FlushResult(isCanceled: false, isCompleted: _isGone));
        if (!_isGone && !sending.TrySend(socket, out var isPending))
        {
            if (isPending) return EndAsync(sending);
            _isGone = true;
        }
        return new(End(sending));
    }

    // A flush ends when the data is sent or the connection is: nobody needs to give one up.
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        if (_sending is { } sending && Interlocked.CompareExchange(ref _sending, null, sending) == sending) sending.Return();
    }

    private async ValueTask<FlushResult> EndAsync(SocketSending sending)
    {
        if (!await sending.WaitAsync().ConfigureAwait(false)) _isGone = true;
        return End(sending);
    }

    private FlushResult End(SocketSending sending)
    {
        _sending = null;
        sending.Return();
        return new FlushResult(isCanceled: false, isCompleted: _isGone);
    }
}
