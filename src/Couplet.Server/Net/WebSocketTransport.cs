using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;

namespace Couplet.Server.Net;

/// <summary>A WebSocket (RFC 7395).</summary>
internal sealed class WebSocketTransport(WebSocket socket, IPAddress? remote, bool secure) : StreamTransport
{
    /// <summary>RFC 7395 §3.3.1.</summary>
    internal const string FramingNamespace = "urn:ietf:params:xml:ns:xmpp-framing";

    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    internal override PipeReader Input { get; } = PipeReader.Create(new WebSocketInput(socket), new StreamPipeReaderOptions(bufferSize: 8_192));

    internal override IOutboundSink Sink { get; } = new WebSocketSink(socket);

    internal override StreamFraming Framing => StreamFraming.Messages;

    internal override IPAddress? RemoteAddress => remote;

    internal override bool IsSecure => secure;

    internal override void Abort() => socket.Abort();

    internal override async Task CloseAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(s_linger);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            socket.Abort();
        }
    }
}
