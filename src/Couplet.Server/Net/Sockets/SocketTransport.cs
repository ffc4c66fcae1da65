using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Couplet.Server.Net.Sockets;

/// <summary>
/// Kestrel's way to sockets for XMPP. Kestrel's own puts a pipe with its own loop between each direction and the socket, which is made for
/// streams of bytes; what comes here are stanzas, small and each an event of its own.
/// </summary>
internal sealed class SocketTransport(bool usesEpoll) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // After a restart all come at once. The system's own limit is often lower, and counts.
    private const int MostUnaccepted = 4096;

    public SocketTransport() : this(usesEpoll: true)
    {
    }

    public bool CanBind(EndPoint endpoint) => endpoint is XmppEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(MostUnaccepted);
            return new(new SocketListener(socket, usesEpoll));
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            if (e.SocketErrorCode != SocketError.AddressAlreadyInUse) throw;
            throw new AddressInUseException(e.Message, e);
        }
    }
}
