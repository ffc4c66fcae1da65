using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Couplet.Commands.Load;
using Couplet.Player.Client;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Tests.Load;

/// <summary>Small runs against a server inside the process.</summary>
public class LoadRunTests
{
    private static readonly LoadSettings s_small = new()
    {
        Mode = LoadMode.Login,
        Run = "test",
        Host = "127.0.0.1",
        Clients = 4,
        Pairs = 2,
        Rooms = 2,
        Occupants = 4,
        Senders = 2,
        Window = 2,
        Seconds = 0.2,
        Warmup = 0,
        Silence = TimeSpan.FromSeconds(0.5),
        Tls = TlsPolicy.Never,
    };

    [Fact]
    public async Task Clients_log_in()
    {
        var (code, result, _) = await RunAsync(s_small);

        Assert.Equal(LoadCommand.Good, code);
        Assert.Equal(4, result.GetProperty("logins").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Clients_log_in_with_scram_over_tls_on_accounts_that_they_register()
    {
        var (code, result, _) = await RunAsync(s_small with { Register = true, Sasl = SaslPolicy.Scram, Tls = TlsPolicy.Required }, o =>
        {
            o.Registration.Enabled = true;
            o.Registration.PerAddressPerHour = 100;
        });

        Assert.Equal(LoadCommand.Good, code);
        Assert.Equal(4, result.GetProperty("logins").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Idle_clients_are_still_there_at_the_end()
    {
        var (code, result, _) = await RunAsync(s_small with { Mode = LoadMode.Idle });

        Assert.Equal(LoadCommand.Good, code);
        Assert.Equal(4, result.GetProperty("connections").GetInt32());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Pairs_talk(double rate)
    {
        var (code, result, _) = await RunAsync(s_small with { Mode = LoadMode.Chat, Rate = rate });

        Assert.Equal(LoadCommand.Good, code);
        var sent = result.GetProperty("sent").GetInt64();
        Assert.True(sent >= 2);
        Assert.Equal(sent, result.GetProperty("delivered").GetInt64());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 0)]
    [InlineData(0, 1)]
    public async Task All_occupants_of_rooms_hear_everything(double rate, int slow)
    {
        var (code, result, _) = await RunAsync(s_small with { Mode = LoadMode.Rooms, Rate = rate, Slow = slow });

        Assert.Equal(LoadCommand.Good, code);
        Assert.Equal(8, result.GetProperty("joins").GetProperty("count").GetInt32());
        var sent = result.GetProperty("sent").GetInt64();
        Assert.True(sent >= 4);
        Assert.Equal(sent * (4 - slow), result.GetProperty("delivered").GetInt64());
        Assert.Equal(0, result.GetProperty("lost").GetInt64());
    }

    [Fact]
    public async Task Messages_that_come_back_are_errors_and_lost()
    {
        var (code, result, _) = await RunAsync(s_small with { Mode = LoadMode.Rooms, Window = 50 }, o =>
        {
            o.Limits.Enabled = true;
            o.Rooms.MessagesPerSecond = 1;
        });

        Assert.Equal(LoadCommand.Bad, code);
        Assert.True(result.GetProperty("lost").GetInt64() > 0);
        Assert.True(result.GetProperty("errors").GetInt64() > 0);
        Assert.StartsWith("A message to load-test-", result.GetProperty("errorSamples")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_that_refuses_is_one_sentence()
    {
        var (code, _, said) = await RunAsync(s_small with { Mode = LoadMode.Rooms }, o => o.Rooms.Create = RoomCreators.Admins);

        Assert.Equal(LoadCommand.Bad, code);
        Assert.Matches(@"^couplet: load-test-\d@conference\.localhost does not let u\d@localhost in: \S+.*\.\n$", said);
    }

    [Fact]
    public async Task A_login_that_is_refused_is_one_sentence()
    {
        await using var host = await StartAsync(null);
        var errors = new StringWriter();
        var settings = s_small with { Clients = 1, Port = host.Endpoints[0].Address.Port };

        Assert.Equal(LoadCommand.Good, await LoadCommand.RunAsync(settings, TextWriter.Null, errors, new LoadProgress(null), default));
        Assert.Equal(LoadCommand.Bad, await LoadCommand.RunAsync(settings with { Password = "wrong" }, TextWriter.Null, errors, new LoadProgress(null), default));

        Assert.Equal($"couplet: 'u0' (u0@localhost) could not log in: the server answers not-authorized to PLAIN{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task A_server_that_makes_no_accounts_is_one_sentence()
    {
        var (code, _, said) = await RunAsync(s_small with { Clients = 1, Register = true });

        Assert.Equal(LoadCommand.Bad, code);
        Assert.StartsWith("couplet: 'u0' (u0@localhost) could not log in: the server refuses to make the account: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_one_sentence()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var errors = new StringWriter();

        Assert.Equal(LoadCommand.Impossible, await LoadCommand.RunAsync(s_small with { Port = port }, TextWriter.Null, errors, new LoadProgress(null), default));
        Assert.Equal($"couplet: No XMPP server answers at 127.0.0.1:{port}: Connection refused.{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task Connections_that_break_are_errors()
    {
        await using var host = await StartAsync(null);
        var output = new StringWriter();
        var progress = new SignallingWriter("idle: ");
        var running = LoadCommand.RunAsync(s_small with { Mode = LoadMode.Idle, Port = host.Endpoints[0].Address.Port, Seconds = 2, Json = true }, output, TextWriter.Null,
            new LoadProgress(progress), default);
        await progress.Seen.WaitAsync(TimeSpan.FromSeconds(30));
        await host.StopAsync();

        Assert.Equal(LoadCommand.Bad, await running);
        var result = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(4, result.GetProperty("errors").GetInt32());
        Assert.Contains("was disconnected: stream error system-shutdown", result.GetProperty("errorSamples")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_for_people_has_what_counts()
    {
        var output = new StringWriter();
        await using var host = await StartAsync(null);
        var progress = new StringWriter();

        await LoadCommand.RunAsync(s_small with { Mode = LoadMode.Rooms, Port = host.Endpoints[0].Address.Port, Seconds = 1.2 }, output, TextWriter.Null, new LoadProgress(progress), default);

        var text = output.ToString();
        Assert.All(["8 connections", "8 in", "delivered", "p99", "lost              0   out of order 0   errors 0", "Nothing was lost"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains("measuring: ", progress.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, JsonElement Result, string Said)> RunAsync(LoadSettings settings, Action<CoupletOptions>? configure = null)
    {
        await using var host = await StartAsync(configure);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await LoadCommand.RunAsync(settings with { Port = host.Endpoints[0].Address.Port, Json = true }, output, errors, new LoadProgress(null), default);
        return (code, output.ToString() is { Length: > 0 } json ? JsonDocument.Parse(json).RootElement : default, errors.ToString());
    }

    private sealed class SignallingWriter(string text) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Seen => _seen.Task;

        public override Task WriteAsync(string? value)
        {
            if (value!.Contains(text, StringComparison.Ordinal)) _seen.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private static Task<CoupletHost> StartAsync(Action<CoupletOptions>? configure)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = null, ScramIterations = 4096 };
        options.Storage.Kind = StorageKind.Memory;
        options.Listen.Add(IPAddress.Loopback);
        options.Limits.Enabled = false;
        configure?.Invoke(options);
        return CoupletHost.StartAsync(options);
    }
}
