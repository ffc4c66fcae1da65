using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Couplet.Server.Net.Sockets;

/// <summary>A listening socket.</summary>
internal sealed class SocketListener(Socket socket, bool usesEpoll) : IConnectionListener
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (Prepare(accepted) is { } connection) return connection;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // It was gone before it was accepted.
            }
            catch (SocketException)
            {
                // No descriptor or no memory is left, most likely: others must go first.
                await Task.Delay(s_patience, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private SocketConnection? Prepare(Socket accepted)
    {
        try
        {
            // What is sent was put together already; and no call may wait for the other side.
            accepted.NoDelay = true;
            accepted.Blocking = false;
            return new SocketConnection(accepted, usesEpoll);
        }
        catch (SocketException)
        {
            accepted.Dispose();
            return null;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
