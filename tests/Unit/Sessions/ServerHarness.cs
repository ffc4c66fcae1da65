using System.Net;
using Couplet.Protocol.Sasl;
using Couplet.Server;
using Couplet.Server.Hosting;
using Couplet.Server.Net;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Couplet.Tests.Sessions;

/// <summary>A whole server whose connections are pipes and whose clock stands still.</summary>
internal sealed class ServerHarness
{
    internal static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.7");

    private readonly CertificateSource? _certificates;

    private ServerHarness(CoupletServer server, FakeClock time, CertificateSource? certificates)
    {
        Server = server;
        Time = time;
        Streams = new StreamDirectory(server);
        _certificates = certificates;
    }

    internal CoupletServer Server { get; }

    internal FakeClock Time { get; }

    internal StreamDirectory Streams { get; }

    /// <summary>Starts a server that has something to outlive it: a folder, and a storage that others use after it.</summary>
    internal static async Task<ServerHarness> StartAsync(string folder, ICoupletStorage storage, FakeClock time, ILoggerFactory? loggers = null, Action<CoupletOptions>? configure = null)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, ScramIterations = 1, Data = folder };
        options.Limits.Enabled = false;
        configure?.Invoke(options);
        var server = await CoupletServer.CreateAsync(options, storage, time, loggers ?? NullLoggerFactory.Instance);
        var harness = new ServerHarness(server, time, null);
        await new SessionRecovery(server, harness.Streams, server.Journal!).RunAsync(CancellationToken.None);
        return harness;
    }

    internal static async Task<ServerHarness> StartAsync(Action<CoupletOptions>? configure = null, bool tls = false)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, ScramIterations = 1 };
        options.Limits.Enabled = false;
        configure?.Invoke(options);
        var time = new FakeClock();
        var server = await CoupletServer.CreateAsync(options, new MemoryStorage(), time, NullLoggerFactory.Instance);
        return new ServerHarness(server, time, tls ? new CertificateSource(options, time, NullLogger.Instance) : null);
    }

    internal TestClient Connect(IPAddress? address = null, long clientBuffer = 1_000_000)
    {
        var connection = new MemoryConnection(address ?? IPAddress.Loopback, clientBuffer);
        return new TestClient(connection, Task.Run(() => RunAsync(connection)));
    }

    /// <summary>A client that is logged in and bound.</summary>
    internal async Task<TestClient> LoginAsync(string name, string resource = "here")
    {
        var client = Connect();
        await client.OpenAsync();
        await client.AuthenticateAsync(name);
        await client.SendAsync($"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>{resource}</resource></bind></iq>");
        await client.UntilAsync("</iq>");
        return client;
    }

    private async Task RunAsync(MemoryConnection connection)
    {
        await using var transport = new ConnectionTransport(connection, _certificates);
        await Streams.RunAsync(transport);
    }
}
