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

    /// <summary>Connects, and asks to go on with an earlier session (XEP-0198 §5); where the server refuses, binds a resource.</summary>
    /// <param name="client">Who.</param>
    /// <param name="resume">The <c>resume</c> element.</param>
    /// <param name="address">The address that the session had.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The client, and the server's answer to <paramref name="resume"/>.</returns>
    /// <exception cref="ConnectException">There is no server, or it refused the login.</exception>
    public async Task<(IScenarioClient Client, Element Answer)> ResumeAsync(ScenarioClient client, Element resume, Jid address, CancellationToken cancellationToken)
    {
        var (stream, bound, answer) = await OpenAsync(client, resume, address, 16384, null, cancellationToken);
        return (new XmppClient(stream, bound, time), answer!);
    }

    /// <summary>The same, for those who read the stream themselves.</summary>
    /// <param name="client">Who connects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="bufferSize">Bytes to read at once.</param>
    /// <param name="beforeLogin">What to do on the stream before the login; gets the client and the server's features.</param>
    internal async Task<(ElementStream Stream, Jid Bound)> OpenAsync(ScenarioClient client, CancellationToken cancellationToken, int bufferSize = 16384,
        Func<ElementStream, Element, Task>? beforeLogin = null)
    {
        var (stream, bound, _) = await OpenAsync(client, null, default, bufferSize, beforeLogin, cancellationToken);
        return (stream, bound);
    }

    private async Task<(ElementStream Stream, Jid Bound, Element? Answer)> OpenAsync(ScenarioClient client, Element? resume, Jid address, int bufferSize,
        Func<ElementStream, Element, Task>? beforeLogin, CancellationToken cancellationToken)
    {
        var socket = await DialAsync(client, cancellationToken);
        var local = socket.RemoteEndPoint is IPEndPoint { Address: var host } && IPAddress.IsLoopback(host);
        var stream = new ElementStream(new NetworkStream(socket, ownsSocket: true), bufferSize);
        try
        {
            var (bound, answer) = await new Negotiation(stream, client, settings, local) { BeforeLogin = beforeLogin }.RunAsync(resume, address, cancellationToken);
            return (stream, bound, answer);
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
