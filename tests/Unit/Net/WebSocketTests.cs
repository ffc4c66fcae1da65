using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Couplet.Server.Net;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Net;

/// <summary>XMPP over WebSocket (RFC 7395).</summary>
public sealed class WebSocketTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Every_element_is_a_message_of_its_own()
    {
        var harness = await ServerHarness.StartAsync();
        var (client, served) = Connect(harness);
        await SayAsync(client, "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
        Assert.StartsWith("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'", await HearAsync(client), StringComparison.Ordinal);
        Assert.StartsWith("<stream:features xmlns:stream='http://etherx.jabber.org/streams'", await HearAsync(client), StringComparison.Ordinal);
        await SayAsync(client, TestClient.Plain("romeo", "secret"));
        Assert.StartsWith("<success", await HearAsync(client), StringComparison.Ordinal);
        await SayAsync(client, "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
        await HearAsync(client);
        await HearAsync(client);
        await SayAsync(client, "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        Assert.StartsWith("<iq xmlns='jabber:client'", await HearAsync(client), StringComparison.Ordinal);

        // Both are sent before either is read: their answers stay apart.
        await SayAsync(client, "<iq xmlns='jabber:client' type='get' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>");
        await SayAsync(client, "<iq xmlns='jabber:client' type='get' id='p2'><ping xmlns='urn:xmpp:ping'/></iq>");
        foreach (var id in new[] { "p1", "p2" })
            Assert.Equal(id, System.Xml.Linq.XElement.Parse(await HearAsync(client)).Attribute("id")!.Value);

        await SayAsync(client, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        Assert.Equal("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>", await HearAsync(client));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).WaitAsync(s_patience);
        await served.WaitAsync(s_patience);
    }

    [Fact]
    public async Task An_element_may_come_in_pieces()
    {
        var harness = await ServerHarness.StartAsync();
        var (client, _) = Connect(harness);
        var text = Encoding.UTF8.GetBytes("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
        for (var i = 0; i < text.Length; i += 7)
            await client.SendAsync(text.AsMemory(i, Math.Min(7, text.Length - i)), WebSocketMessageType.Text, i + 7 >= text.Length, default);
        Assert.StartsWith("<open ", await HearAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='elsewhere.example' version='1.0'/>")]
    [InlineData("<message xmlns='jabber:client'/>")]
    public async Task A_wrong_beginning_ends_it(string first)
    {
        var harness = await ServerHarness.StartAsync();
        var (client, _) = Connect(harness);
        await SayAsync(client, first);
        Assert.StartsWith("<open ", await HearAsync(client), StringComparison.Ordinal);
        Assert.StartsWith("<stream:error ", await HearAsync(client), StringComparison.Ordinal);
        Assert.StartsWith("<close ", await HearAsync(client), StringComparison.Ordinal);
    }

    private static (WebSocket Client, Task Served) Connect(ServerHarness harness)
    {
        var up = new Pipe();
        var down = new Pipe();
        var server = WebSocket.CreateFromStream(new TwoWay(up.Reader, down.Writer), new WebSocketCreationOptions { IsServer = true, SubProtocol = "xmpp" });
        var client = WebSocket.CreateFromStream(new TwoWay(down.Reader, up.Writer), new WebSocketCreationOptions { IsServer = false, SubProtocol = "xmpp" });
        return (client, Task.Run(() => harness.Streams.RunAsync(new WebSocketTransport(server, IPAddress.Loopback, secure: true))));
    }

    private static Task SayAsync(WebSocket client, string text) => client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    private static async Task<string> HearAsync(WebSocket client)
    {
        var buffer = new byte[65_536];
        var length = 0;
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(length), default).AsTask().WaitAsync(s_patience);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            length += part.Count;
            if (part.EndOfMessage) return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    private sealed class TwoWay(PipeReader input, PipeWriter output) : Stream
    {
        private readonly Stream _input = input.AsStream();
        private readonly Stream _output = output.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => _output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _input.Dispose();
            _output.Dispose();
            base.Dispose(disposing);
        }
    }
}
