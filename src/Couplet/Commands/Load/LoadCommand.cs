using System.CommandLine;
using Couplet.Player.Running;

namespace Couplet.Commands.Load;

/// <summary><c>couplet load</c>: how much a server bears, and whether it keeps its promises meanwhile.</summary>
internal static class LoadCommand
{
    internal const int Good = 0;
    internal const int Bad = 1;
    internal const int Impossible = 2;

    internal static Command Create() => new("load", "Puts load on any XMPP server and measures it. Exit code 0, 1 (loss, disorder, errors) or 2 (no server, wrong options).")
    {
        Verb(LoadMode.Rooms, "Rooms: some occupants speak, all must hear all of it, in order."),
        Verb(LoadMode.Chat, "Pairs that talk with each other: whoever receives a message answers it."),
        Verb(LoadMode.Login, "Logins: each from the connection to the answer to a first request."),
        Verb(LoadMode.Idle, "Clients that are logged in and say nothing."),
    };

    /// <summary>Runs, and reports.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(LoadSettings settings, TextWriter output, TextWriter errors, LoadProgress progress, CancellationToken cancellation)
    {
        try
        {
            var result = await new LoadRun(settings, progress).RunAsync(cancellation).ConfigureAwait(false);
            if (settings.Json) await output.WriteLineAsync(LoadReport.Json(result)).ConfigureAwait(false);
            else LoadReport.Write(output, result);
            return result.Ok ? Good : Bad;
        }
        catch (ConnectException e)
        {
            await errors.WriteLineAsync($"couplet: {e.Message}").ConfigureAwait(false);
            return e.NoServer ? Impossible : Bad;
        }
        catch (IOException e)
        {
            await errors.WriteLineAsync($"couplet: A connection broke: {e.Message}.").ConfigureAwait(false);
            return Bad;
        }
        catch (LoadException e)
        {
            await errors.WriteLineAsync($"couplet: {e.Message}").ConfigureAwait(false);
            return Bad;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await errors.WriteLineAsync("couplet: The run was interrupted.").ConfigureAwait(false);
            return Bad;
        }
    }

    private static Command Verb(LoadMode mode, string description)
    {
        var options = new LoadOptions();
        var command = new Command(mode.ToString().ToLowerInvariant(), description);
        foreach (var option in options.Of(mode)) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (options.Read(parsed, mode, out var wrong) is { } settings)
                return await RunAsync(settings, Console.Out, Console.Error, new LoadProgress(Console.IsErrorRedirected ? null : Console.Error), cancellation).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"couplet: {wrong}").ConfigureAwait(false);
            return Impossible;
        });
        return command;
    }
}
