using System.CommandLine;
using System.Net;
using Couplet.Player;
using Couplet.Player.Client;
using Couplet.Player.Running;
using Couplet.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Couplet.Commands;

/// <summary><c>couplet play</c>: plays scenarios against any XMPP server, or against a fresh one inside the process.</summary>
internal static class PlayVerb
{
    internal static Command Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var paths = new Argument<string[]>("FILE|DIR") { Description = "Scripts (.scs), or folders with scripts.", Arity = ArgumentArity.OneOrMore };
        var host = new Option<string?>("--host") { Description = "The server's host (default: localhost)." };
        var port = new Option<int?>("--port") { Description = "The server's port (default: 5222)." };
        var tls = new Option<bool>("--tls") { Description = "Fail if the server offers no TLS." };
        var noTls = new Option<bool>("--no-tls") { Description = "Stay in the clear even if TLS is offered." };
        var insecure = new Option<bool>("--tls-insecure") { Description = "Accept any certificate, from other hosts too." };
        var queue = new Option<string>("--queue") { Description = "live: the next stanza to arrive must match; skip: drop what does not match until the time-out.", DefaultValueFactory = _ => "live" };
        queue.AcceptOnlyFromAmong("live", "skip");
        var timeout = new Option<double>("--timeout") { Description = "Seconds to wait for a stanza.", DefaultValueFactory = _ => 5 };
        var pace = new Option<double>("--pace") { Description = "Milliseconds between actions of different clients.", DefaultValueFactory = _ => 30 };
        var wait = new Option<double>("--wait") { Description = "Seconds to keep trying to connect, as while a server restarts." };
        var junit = new Option<string?>("--junit") { Description = "Also write a JUnit report to this file." };
        var embedded = new Option<bool>("--embedded") { Description = "Play each script against a fresh server inside the process; settings (--Section:Key=value) are that server's." };
        var check = new Option<bool>("--check") { Description = "Only read the scripts." };
        var command = new Command("play", "Plays scenarios. The last line is 'N passed, N failed'; exit code 0, 1 (failures) or 2 (unreadable script, no server).")
        {
            paths, host, port, tls, noTls, insecure, queue, timeout, pace, wait, junit, embedded, check,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!parsed.GetValue(embedded) && settings.Count > 0) return Refuse("Settings (--Section:Key=value) are for --embedded: another server has its own.");
            if (parsed.GetValue(tls) && parsed.GetValue(noTls)) return Refuse("--tls and --no-tls cannot both be.");
            if (parsed.GetValue(port) is <= 0 or > 65_535) return Refuse("A port is a number from 1 to 65535.");
            if (parsed.GetValue(timeout) is not (> 0 and <= 3600)) return Refuse("--timeout takes seconds, up to 3600.");
            if (parsed.GetValue(pace) is not (>= 0 and <= 60_000)) return Refuse("--pace takes milliseconds, up to 60000.");
            if (parsed.GetValue(wait) is not (>= 0 and <= 3600)) return Refuse("--wait takes seconds, up to 3600.");
            if (parsed.GetValue(embedded) && Embedded(settings, out _) is { } wrong) return Refuse(wrong);
            var options = new PlayOptions
            {
                Paths = parsed.GetValue(paths)!,
                Host = parsed.GetValue(host),
                Port = parsed.GetValue(port),
                Tls = parsed.GetValue(tls) ? TlsPolicy.Required : parsed.GetValue(noTls) ? TlsPolicy.Never : TlsPolicy.Auto,
                TlsInsecure = parsed.GetValue(insecure),
                Queue = parsed.GetValue(queue) == "skip" ? QueueMode.Skip : QueueMode.Live,
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                Pace = TimeSpan.FromMilliseconds(parsed.GetValue(pace)),
                Patience = TimeSpan.FromSeconds(parsed.GetValue(wait)),
                JUnit = parsed.GetValue(junit),
                Check = parsed.GetValue(check),
                StartServer = parsed.GetValue(embedded) ? token => EmbeddedServer.StartAsync(settings, token) : null,
            };
            return await PlayCommand.RunAsync(options, Console.Out, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The options of an embedded server; a sentence if the settings are wrong.</summary>
    private static string? Embedded(IReadOnlyList<KeyValuePair<string, string>> settings, out CoupletOptions options)
    {
        options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = null };
        options.Storage.Kind = StorageKind.Memory;
        options.Listen.Add(IPAddress.Loopback);
        foreach (var (name, value) in settings)
            if (Settings.Apply(options, name, value) is { } wrong) return wrong;
        return Settings.Check(options);
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine($"couplet: {sentence}");
        return 2;
    }

    private sealed class EmbeddedServer(CoupletHost host) : IPlayServer
    {
        public string Host => host.Endpoints[0].Address.Address.ToString();

        public int Port => host.Endpoints[0].Address.Port;

        internal static async Task<IPlayServer> StartAsync(IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellation)
        {
            if (Embedded(settings, out var options) is { } wrong) throw new InvalidOperationException(wrong);
            return new EmbeddedServer(await CoupletHost.StartAsync(options, NullLoggerFactory.Instance, cancellation).ConfigureAwait(false));
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
