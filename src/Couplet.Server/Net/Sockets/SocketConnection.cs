using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Couplet.Server.Net.Sockets;

/// <summary>An accepted connection. Its pipes are the socket itself.</summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe
{
    private static long s_count;

    private readonly Socket _socket;
    private readonly SocketInput _input;
    private readonly SocketOutput _output;
    private string? _id;
    private IDictionary<object, object?>? _items;

    internal SocketConnection(Socket socket, bool usesEpoll)
    {
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Transport = this;
        _output = new SocketOutput(socket);
        // From here on it may be told of what comes: nothing may fail after this.
        _input = new SocketInput(socket, usesEpoll);
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _id ??= Interlocked.Increment(ref s_count).ToString(CultureInfo.InvariantCulture);
        set => _id = value;
    }

    public override IFeatureCollection Features { get; } = new FeatureCollection(4);

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _input.Dispose();
        _socket.Close(0);
    }

    public override ValueTask DisposeAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
        _input.Dispose();
        _socket.Dispose();
        return base.DisposeAsync();
    }
}
