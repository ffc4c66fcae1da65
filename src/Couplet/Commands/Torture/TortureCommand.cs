using System.CommandLine;
using System.Globalization;

namespace Couplet.Commands.Torture;

/// <summary><c>couplet torture</c>: kills a server of its own again and again, and looks for what is lost.</summary>
internal static class TortureCommand
{
    internal static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "How often the server is killed while people talk.", DefaultValueFactory = _ => 10 };
        var clients = new Option<int>("--clients") { Description = "How many people talk.", DefaultValueFactory = _ => 8 };
        var rooms = new Option<int>("--rooms") { Description = "In how many rooms.", DefaultValueFactory = _ => 3 };
        var seconds = new Option<int>("--seconds") { Description = "For how long, restarts apart.", DefaultValueFactory = _ => 30 };
        var storage = new Option<string>("--storage") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };
        storage.AcceptOnlyFromAmong("sqlite", "postgres");
        var connection = new Option<string?>("--connection") { Description = "The connection string of PostgreSQL." };
        var seed = new Option<long?>("--seed") { Description = "What decides the choices; chosen and printed where it is missing." };
        var keep = new Option<bool>("--keep") { Description = "Leave the data folder behind." };
        var command = new Command("torture", "Starts a server, lets people talk, kills it with SIGKILL at random moments, and checks that nothing was lost.")
        {
            kills, clients, rooms, seconds, storage, connection, seed, keep,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var postgres = parsed.GetValue(storage) == "postgres";
            if (postgres && parsed.GetValue(connection) is null) return Refuse("--storage postgres needs --connection.");
            var settings = new TortureSettings(parsed.GetValue(kills), parsed.GetValue(clients), parsed.GetValue(rooms), parsed.GetValue(seconds),
                parsed.GetValue(seed) ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() % 1_000_000, postgres ? parsed.GetValue(connection) : null, parsed.GetValue(keep))
            {
                Run = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture),
            };
            if (settings is { Kills: < 0 } or { Clients: < 1 } or { Rooms: < 1 } or { Seconds: < 1 }) return Refuse("The numbers must be positive.");
            return RunAsync(settings, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(TortureSettings settings, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("couplet-torture-");
        // Nothing may wait forever: a server that hangs has not kept its promises either.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60 + (settings.Seconds * 3) + (settings.Kills * 20)));
        try
        {
            var report = new TortureReport(Console.Out, settings);
            report.Open();
            return await new TortureRun(settings, report).RunAsync(folder.FullName, patience.Token).ConfigureAwait(false) ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Console.WriteLine($"BROKEN: {(e is OperationCanceledException ? "the run did not come to its end in time" : e.Message)} (seed {settings.Seed})");
            return 1;
        }
        finally
        {
            if (settings.Keep) Console.WriteLine($"The data is in {folder.FullName}.");
            else folder.Delete(recursive: true);
        }
    }

    private static Task<int> Refuse(string sentence)
    {
        Console.Error.WriteLine($"couplet: {sentence}");
        return Task.FromResult(2);
    }
}
