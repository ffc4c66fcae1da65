using System.Net.Sockets;

namespace Couplet.Server.Net.Sockets;

/// <summary>Waits for a socket where there is no <see cref="Epoll"/>: a receive of nothing, which ends when there is something to receive.</summary>
internal sealed class ReadinessOperation(Socket socket, SocketInput input) : SocketAsyncEventArgs(true)
{
    private bool _isUnderWay;

    /// <summary>Begins to wait, if that has not begun. Under the lock of the input.</summary>
    /// <returns>Whether there is nothing to wait for; else the input is told later.</returns>
    internal bool IsOver()
    {
        if (_isUnderWay) return false;
        try
        {
            _isUnderWay = socket.ReceiveAsync(this);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        return !_isUnderWay;
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        lock (input) _isUnderWay = false;
        input.Ready(isEnding: false, handsOver: false);
    }
}
