using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Couplet.Server.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace Couplet.Tests.Net;

public abstract class SocketTransportTests(bool usesEpoll)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private async Task<(ConnectionContext Server, Socket Client)> ConnectAsync()
    {
        var listener = await new SocketTransport(usesEpoll).BindAsync(new XmppEndPoint(IPAddress.Loopback, 0));
        await using (listener)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)s_patience.TotalMilliseconds };
            var accepting = listener.AcceptAsync();
            await client.ConnectAsync(listener.EndPoint);
            return ((await accepting)!, client);
        }
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)(i * 31 + (i >> 8));
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(PipeReader input, int count)
    {
        var read = new ArrayBufferWriter<byte>();
        while (read.WrittenCount < count)
        {
            var result = await input.ReadAsync().AsTask().WaitAsync(s_patience);
            foreach (var part in result.Buffer) read.Write(part.Span);
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }
        return read.WrittenSpan.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(40_000)]
    [InlineData(1_000_000)]
    public async Task What_is_sent_arrives(int count)
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        using (client)
        {
            var sent = Bytes(count);
            var sending = client.SendAsync(sent);
            Assert.Equal(sent, await ReadAsync(server.Transport.Input, count));
            await sending;

            var output = server.Transport.Output;
            output.Write(sent);
            var flushing = output.FlushAsync().AsTask();
            var received = new byte[count];
            for (var at = 0; at < count;) at += await client.ReceiveAsync(received.AsMemory(at)).AsTask().WaitAsync(s_patience);
            Assert.Equal(sent, received);
            Assert.False((await flushing.WaitAsync(s_patience)).IsCompleted);
        }
    }

    [Fact]
    public async Task A_flush_waits_for_a_slow_reader_and_loses_nothing()
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        using (client)
        {
            var sent = Bytes(16 * 1024 * 1024);
            var output = server.Transport.Output;
            output.Write(sent);
            var flushing = output.FlushAsync().AsTask();
            Assert.False(flushing.IsCompleted);
            // What others send in the meantime goes through buffers of its own.
            var (other, receiver) = await ConnectAsync();
            await using (other)
            using (receiver)
            {
                other.Transport.Output.Write("<a/>"u8);
                await other.Transport.Output.FlushAsync();
                var small = new byte[16];
                Assert.Equal(4, receiver.Receive(small));
            }
            var received = new byte[sent.Length];
            for (var at = 0; at < received.Length;) at += await client.ReceiveAsync(received.AsMemory(at)).AsTask().WaitAsync(s_patience);
            await flushing.WaitAsync(s_patience);
            Assert.True(sent.AsSpan().SequenceEqual(received));
            output.Write("<b/>"u8);
            await output.FlushAsync();
            Assert.Equal(4, client.Receive(received));
        }
    }

    [Fact]
    public async Task A_read_that_is_given_up_loses_nothing()
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        using (client)
        {
            var input = server.Transport.Input;
            for (var i = 0; i < 100; i++)
            {
                var waiting = input.ReadAsync().AsTask();
                input.CancelPendingRead();
                Assert.True((await waiting.WaitAsync(s_patience)).IsCanceled);
                await client.SendAsync("<c/>"u8.ToArray());
                Assert.Equal("<c/>"u8.ToArray(), await ReadAsync(input, 4));
            }
            // One that is given up before it begins as well.
            input.CancelPendingRead();
            Assert.True((await input.ReadAsync()).IsCanceled);
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await input.ReadAsync(soon.Token));
            await client.SendAsync("<d/>"u8.ToArray());
            Assert.Equal("<d/>"u8.ToArray(), await ReadAsync(input, 4));
        }
    }

    [Fact]
    public async Task Reads_given_up_while_data_arrives_lose_nothing()
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        using (client)
        {
            var sent = Bytes(200_000);
            var sending = Task.Run(() =>
            {
                for (var at = 0; at < sent.Length; at += 100) client.Send(sent.AsSpan(at, 100));
            });
            using var end = new CancellationTokenSource();
            var cancelling = Task.Run(() =>
            {
                while (!end.IsCancellationRequested)
                {
                    server.Transport.Input.CancelPendingRead();
                    Thread.Yield();
                }
            });
            Assert.Equal(sent, await ReadAsync(server.Transport.Input, sent.Length));
            await end.CancelAsync();
            await Task.WhenAll(sending, cancelling).WaitAsync(s_patience);
        }
    }

    [Fact]
    public async Task The_end_of_either_side_is_seen()
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        {
            var waiting = server.Transport.Input.ReadAsync().AsTask();
            client.Close(0);
            Assert.True((await waiting.WaitAsync(s_patience)).IsCompleted);
            var gone = false;
            for (var i = 0; i < 100 && !gone; i++)
            {
                server.Transport.Output.Write("<e/>"u8);
                gone = (await server.Transport.Output.FlushAsync()).IsCompleted;
            }
            Assert.True(gone);
        }

        (server, client) = await ConnectAsync();
        using (client)
        {
            var waiting = server.Transport.Input.ReadAsync().AsTask();
            server.Abort();
            Assert.True((await waiting.WaitAsync(s_patience)).IsCompleted);
            Assert.True((await server.Transport.Input.ReadAsync()).IsCompleted);
            server.Transport.Output.Write("<f/>"u8);
            Assert.True((await server.Transport.Output.FlushAsync()).IsCompleted);
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(512)]
    [InlineData(32 * 1024)]
    public async Task What_came_with_the_end_is_read_before_it(int count)
    {
        for (var i = 0; i < 20; i++)
        {
            var (server, client) = await ConnectAsync();
            await using (server)
            using (client)
            {
                var waiting = i % 2 == 0 ? server.Transport.Input.ReadAsync().AsTask() : null;
                var sent = Bytes(count);
                await client.SendAsync(sent);
                client.Shutdown(SocketShutdown.Send);
                var read = new ArrayBufferWriter<byte>();
                for (var isOver = false; !isOver;)
                {
                    var result = await (waiting ?? server.Transport.Input.ReadAsync().AsTask()).WaitAsync(s_patience);
                    waiting = null;
                    foreach (var part in result.Buffer) read.Write(part.Span);
                    server.Transport.Input.AdvanceTo(result.Buffer.End);
                    isOver = result.IsCompleted;
                }
                Assert.Equal(sent, read.WrittenSpan);
                Assert.True((await server.Transport.Input.ReadAsync().AsTask().WaitAsync(s_patience)).IsCompleted);
            }
        }
    }

    [Fact]
    public async Task Whoever_waits_learns_that_the_connection_was_closed_here()
    {
        var (server, client) = await ConnectAsync();
        using (client)
        {
            var waiting = server.Transport.Input.ReadAsync().AsTask();
            await server.DisposeAsync();
            Assert.True((await waiting.WaitAsync(s_patience)).IsCompleted);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Part_of_what_was_read_may_be_left_for_the_next_read()
    {
        var (server, client) = await ConnectAsync();
        await using (server)
        using (client)
        {
            var sent = Bytes(2_000);
            await client.SendAsync(sent);
            using var stream = server.Transport.Input.AsStream();
            var part = new byte[150];
            for (var at = 0; at < sent.Length;)
            {
                var read = await stream.ReadAsync(part.AsMemory(0, Math.Min(150, sent.Length - at))).AsTask().WaitAsync(s_patience);
                Assert.Equal(sent.AsSpan(at, read), part.AsSpan(0, read));
                at += read;
            }
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        var listener = await new SocketTransport(usesEpoll).BindAsync(new XmppEndPoint(IPAddress.Loopback, 0));
        await using (listener)
            await Assert.ThrowsAsync<AddressInUseException>(async () => await new SocketTransport(usesEpoll).BindAsync(new XmppEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.EndPoint).Port)));
    }
}

public sealed class EpollTests() : SocketTransportTests(usesEpoll: true)
{
    [Fact]
    public void It_is_there_on_Linux() => Assert.Equal(OperatingSystem.IsLinux(), IsWatched());

    private static bool IsWatched()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        using var input = new SocketInput(socket);
        return input.IsWatched;
    }
}

public sealed class SocketsWithoutEpollTests() : SocketTransportTests(usesEpoll: false);
