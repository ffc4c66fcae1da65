using System.Buffers;
using System.Net.WebSockets;
using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Net;

/// <summary>Writes to a WebSocket: a message for each element (RFC 7395 §3.3.3).</summary>
internal sealed class WebSocketSink(WebSocket socket) : IOutboundSink
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly List<int> _ends = [];

    public void Write(EncodedStanza stanza, Jid to)
    {
        stanza.WriteTo(_buffer, to.EscapedUtf8, StreamFraming.Messages.StanzaDeclaration);
        _ends.Add(_buffer.WrittenCount);
    }

    public void Write(ReadOnlySpan<byte> element)
    {
        if (element.IsEmpty) return;
        _buffer.Write(element);
        _ends.Add(_buffer.WrittenCount);
    }

    public async ValueTask<bool> FlushAsync()
    {
        var start = 0;
        foreach (var end in _ends)
        {
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return false;
            await socket.SendAsync(_buffer.WrittenMemory[start..end], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
            start = end;
        }
        _ends.Clear();
        _buffer.ResetWrittenCount();
        return true;
    }
}
