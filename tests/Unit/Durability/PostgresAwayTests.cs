using System.Net;
using System.Net.Sockets;
using Couplet.Server.Hosting;
using Couplet.Tests.Storage;
using Npgsql;

namespace Couplet.Tests.Durability;

/// <summary>PostgreSQL goes away and comes back, under a whole server.</summary>
public sealed class PostgresAwayTests
{
    [ContractFact]
    public async Task What_is_said_while_postgres_is_away_is_refused_and_then_all_goes_on()
    {
        var place = new PostgresPlace();
        await place.PrepareAsync();
        await using (var wire = new CuttableWire(place.ConnectionString))
        {
            var options = LostDatabaseTests.Options();
            options.Storage.Kind = StorageKind.Postgres;
            options.Storage.Connection = wire.ConnectionString;
            await LostDatabaseTests.TalkAsync(options, wire.Cut, wire.Mend);
        }
        await place.DisposeAsync();
    }

    /// <summary>The way to PostgreSQL, which can be cut.</summary>
    private sealed class CuttableWire : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _clients = [];
        private readonly int _database;
        private readonly Task _accepting;
        private bool _isCut;

        public CuttableWire(string connectionString)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            _database = builder.Port;
            _listener.Start();
            builder.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            builder.SslMode = SslMode.Disable;
            ConnectionString = builder.ConnectionString;
            _accepting = AcceptAsync();
        }

        public string ConnectionString { get; }

        public void Cut()
        {
            lock (_clients)
            {
                _isCut = true;
                foreach (var client in _clients) client.Close();
                _clients.Clear();
            }
        }

        public void Mend()
        {
            lock (_clients) _isCut = false;
        }

        public async ValueTask DisposeAsync()
        {
            Cut();
            _listener.Stop();
            await _accepting;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var near = await _listener.AcceptTcpClientAsync();
                    var far = new TcpClient();
                    lock (_clients)
                    {
                        if (_isCut)
                        {
                            near.Close();
                            continue;
                        }
                        _clients.AddRange([near, far]);
                    }
                    await far.ConnectAsync(IPAddress.Loopback, _database);
                    _ = PumpAsync(near, far);
                    _ = PumpAsync(far, near);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private static async Task PumpAsync(TcpClient from, TcpClient to)
        {
            try
            {
                await from.GetStream().CopyToAsync(to.GetStream());
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut.
            }
            from.Close();
            to.Close();
        }
    }
}
