using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>Connects clients over TCP.</summary>
public sealed class XmppConnector(ClientSettings settings, TimeProvider time) : IScenarioConnector
{
    /// <inheritdoc/>
    public async Task<IScenarioClient> ConnectAsync(ScenarioClient client, CancellationToken cancellationToken)
    {
        var (stream, bound) = await OpenAsync(client, cancellationToken);
        return new XmppClient(stream, bound, time);
    }

    /// <summary>The same, for those who read the stream themselves.</summary>
    /// <param name="client">Who connects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="bufferSize">Bytes to read at once.</param>
    /// <param name="beforeLogin">What to do on the stream before the login; gets the client and the server's features.</param>
    internal async Task<(ElementStream Stream, Jid Bound)> OpenAsync(ScenarioClient client, CancellationToken cancellationToken, int bufferSize = 16384,
        Func<ElementStream, Element, Task>? beforeLogin = null)
    {
        var socket = await DialAsync(client, cancellationToken);
        var local = socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        var stream = new ElementStream(new NetworkStream(socket, ownsSocket: true), bufferSize);
        try
        {
            return (stream, await new Negotiation(stream, client, settings, local) { BeforeLogin = beforeLogin }.RunAsync(cancellationToken));
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (e is IOException or XmlStreamException or AuthenticationException)
                throw new ConnectException($"'{client.Name}' ({client.Jid}) could not log in: {Reason(e)}");
            throw;
        }
    }

    /// <summary>The exception's own words; those of TLS only point to the one inside.</summary>
    private static string Reason(Exception e) => e is AuthenticationException ? $"TLS failed: {(e.InnerException ?? e).Message}" : e.Message;

    private async Task<Socket> DialAsync(ScenarioClient client, CancellationToken cancellationToken)
    {
        var host = settings.Host ?? client.ConnectHost ?? ClientSettings.DefaultHost;
        var port = settings.Port ?? client.ConnectPort ?? ClientSettings.DefaultPort;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ConnectException(string.Create(CultureInfo.InvariantCulture, $"No XMPP server answers at {host}:{port}: {e.Message}."), noServer: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
