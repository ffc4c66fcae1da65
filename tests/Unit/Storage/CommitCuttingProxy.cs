using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Couplet.Tests.Storage;

/// <summary>
/// Stands between a storage and its PostgreSQL and, when told, cuts the connection at the next commit: after the server has done
/// it and before the client hears of it, or before the server hears of it.
/// </summary>
internal sealed class CommitCuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;
    private readonly bool isDelivered;
    private readonly Task loop;
    private readonly List<Task> connections = [];
    private volatile bool isArmed;

    public CommitCuttingProxy(string connectionString, bool isDelivered)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        server = new IPEndPoint(IPAddress.Loopback, builder.Port);
        this.isDelivered = isDelivered;
        listener.Start();
        builder.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        builder.SslMode = SslMode.Disable;
        ConnectionString = builder.ConnectionString;
        loop = AcceptAsync();
    }

    public string ConnectionString { get; }

    public bool HasCut { get; private set; }

    public void CutNextCommit() => isArmed = true;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        await Task.WhenAll(connections);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) connections.Add(ForwardAsync(await listener.AcceptTcpClientAsync()));
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var c = client;
        using var database = new TcpClient();
        await database.ConnectAsync(server);
        await using var near = client.GetStream();
        await using var far = database.GetStream();
        await Task.WhenAny(PumpAsync(near, far, isFromClient: true), PumpAsync(far, near, isFromClient: false));
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isFromClient)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var count)
            {
                if (isFromClient && isArmed && buffer.AsSpan(0, count).IndexOf("COMMIT"u8) >= 0)
                {
                    isArmed = false;
                    HasCut = true;
                    if (isDelivered) await to.WriteAsync(buffer.AsMemory(0, count));
                    return;
                }
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (IOException)
        {
            // Either side has gone; so does the other.
        }
    }
}
