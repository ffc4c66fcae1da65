using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Commands;

/// <summary><c>couplet serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    internal static Command Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var dev = new Option<bool>("--dev") { Description = "For trying out and for tests: loopback only, unknown accounts are created, TLS is optional." };
        var data = new Option<string?>("--data") { Description = "The data folder." };
        var port = new Option<int?>("--port") { Description = "The port for clients (default 5222)." };
        var http = new Option<int?>("--http-port") { Description = "The port for HTTP: WebSocket, uploads." };
        var config = new Option<string?>("--config") { Description = "The settings file (default couplet.json, if it is there)." };
        var verbose = new Option<bool>("--verbose") { Description = "Log what happens, never what is said." };
        var command = new Command("serve", "Runs the server. Settings are given as --Section:Key=value; 'couplet settings' lists them.") { dev, data, port, http, config, verbose };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new CoupletOptions { Dev = parsed.GetValue(dev), Data = "data" };
            if (options.Dev)
            {
                options.RequireTls = false;
                options.Data = null;
                options.Storage.Kind = StorageKind.Memory;
            }
            var file = parsed.GetValue(config);
            if (Configuration.Load(options, file ?? "couplet.json", file is not null, settings) is { } wrong) return Refuse(wrong);
            if (parsed.GetValue(data) is { } folder) options.Data = folder;
            if (options is { Dev: true, Data: not null, Storage.Kind: StorageKind.Memory }) options.Storage.Kind = StorageKind.Sqlite;
            if (parsed.GetValue(port) is { } p) options.Port = p;
            if (parsed.GetValue(http) is { } h) options.HttpPort = h;
            if (options.Port is < 0 or > 65_535 || options.HttpPort is < -1 or > 65_535) return Refuse("A port is a number from 0 to 65535.");
            if (Settings.Check(options) is { } unfit) return Refuse(unfit);
            return RunAsync(options, parsed.GetValue(verbose), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CoupletOptions options, bool verbose, CancellationToken cancellation)
    {
        using var loggers = LoggerFactory.Create(b => b
            .AddSimpleConsole(o => o.SingleLine = true)
            .AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, verbose ? LogLevel.Debug : LogLevel.Warning));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, stop));
        SocketThreads.HandleWhatTheyReceive(options);
        using var export = OtlpExport.Start(options);
        var code = 0;
        CoupletHost host;
        try
        {
            host = await CoupletHost.StartAsync(options, loggers, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or StorageException or InvalidOperationException or UnauthorizedAccessException)
        {
            return await Refuse(e.Message).ConfigureAwait(false);
        }
        await using (host.ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync(Welcome(options, host)).ConfigureAwait(false);
            var addresses = string.Join(' ', host.Endpoints.Select(e => e.ToString()));
            await Console.Out.WriteLineAsync($"couplet ready: {addresses} pid {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}").ConfigureAwait(false);
            try
            {
                await host.Server.StopRequested.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Told to stop: that is how this ends.
            }
            if (host.Server.Storage.Broken is { IsCompleted: true } broken)
            {
                await Console.Error.WriteLineAsync($"couplet: {await broken.ConfigureAwait(false)}").ConfigureAwait(false);
                code = 1;
            }
        }
        return code;
    }

    private static string Welcome(CoupletOptions options, CoupletHost host)
    {
        var port = host.Endpoints[0].Address.Port.ToString(CultureInfo.InvariantCulture);
        if (!options.Dev)
        {
            return $"""
                Serving the domain {options.Domain}; rooms are at {options.Rooms.Host ?? "conference." + options.Domain}.
                Add an account:  couplet user add NAME@{options.Domain}
                Then log in with any XMPP client on port {port} (TLS is required).
                """;
        }
        return $"""
            NOTICE: this is a development server. It listens on this machine only, takes logins without TLS, and creates an unknown
            account with the password of its first login.{(options.Data is null ? " Nothing is kept after it stops." : "")}
            Log in as anybody@localhost with any password, on localhost port {port}; rooms are at conference.localhost.
            For example:     profanity, then  /connect alice@localhost server localhost port {port} tls trust
            Play scenarios:  couplet play --port {port} tests/Scenarios
            """;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static async Task<int> Refuse(string sentence)
    {
        await Console.Error.WriteLineAsync($"couplet: {sentence}").ConfigureAwait(false);
        return 2;
    }
}
