using Couplet.Player.Client;
using Couplet.Player.Reports;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;

namespace Couplet.Player;

/// <summary>The <c>play</c> command: reads all scripts, plays them one after the other, reports.</summary>
public static class PlayCommand
{
    /// <summary>Everything passed.</summary>
    public const int Passed = 0;

    /// <summary>A script failed.</summary>
    public const int Failed = 1;

    /// <summary>A script cannot be read or found, or there is no server.</summary>
    public const int Impossible = 2;

    /// <summary>Runs the command; answers the exit code.</summary>
    public static async Task<int> RunAsync(PlayOptions options, TextWriter stdout, CancellationToken cancellationToken)
    {
        var scenarios = Load(options.Paths, stdout);
        if (scenarios is null) return Impossible;
        if (options.Check)
        {
            stdout.WriteLine(scenarios.Count == 1 ? "1 script can be read" : $"{scenarios.Count} scripts can be read");
            return Passed;
        }
        return await PlayAsync(options, scenarios, stdout, cancellationToken);
    }

    private static async Task<int> PlayAsync(PlayOptions options, List<Scenario> scenarios, TextWriter stdout, CancellationToken cancellationToken)
    {
        var isTerminal = ReferenceEquals(stdout, Console.Out) && !Console.IsOutputRedirected;
        var report = new ConsoleReport(stdout, isTerminal, isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
        var results = new List<ScenarioResult>();
        string? impossible = null;
        foreach (var scenario in scenarios)
        {
            report.Begin(results.Count + 1, scenarios.Count, scenario);
            try
            {
                results.Add(await PlayAsync(options, scenario, cancellationToken));
                report.End(results[^1]);
            }
            catch (ConnectException e)
            {
                report.Abort();
                impossible = e.Message;
                break;
            }
        }
        if (impossible is not null) stdout.WriteLine(impossible);
        impossible ??= JUnit(options.JUnit, results, stdout);
        var failed = results.Count(r => !r.Passed);
        report.Sum(results.Count - failed, failed);
        return impossible is not null ? Impossible : failed > 0 ? Failed : Passed;
    }

    private static async Task<ScenarioResult> PlayAsync(PlayOptions options, Scenario scenario, CancellationToken cancellationToken)
    {
        await using var server = options.StartServer is { } start ? await start(cancellationToken) : null;
        var client = new ClientSettings
        {
            Host = server?.Host ?? options.Host,
            Port = server?.Port ?? options.Port,
            Tls = options.Tls,
            AcceptAnyCertificate = options.TlsInsecure,
        };
        var run = new RunSettings { Queue = options.Queue, Timeout = options.Timeout, Pace = options.Pace, Patience = options.Patience };
        return await new ScenarioRunner(new XmppConnector(client, options.Time), run, options.Time).RunAsync(scenario, cancellationToken);
    }

    /// <summary>Reads every script before any is played; says what is wrong with each that cannot be read.</summary>
    private static List<Scenario>? Load(IEnumerable<string> paths, TextWriter stdout)
    {
        var scenarios = new List<Scenario>();
        var readable = true;
        try
        {
            foreach (var file in ScenarioFiles.Find(paths))
            {
                try
                {
                    scenarios.Add(Scenario.Load(file));
                }
                catch (ScenarioException e)
                {
                    stdout.WriteLine(e.Report);
                    readable = false;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stdout.WriteLine(e.Message);
            readable = false;
        }
        return readable ? scenarios : null;
    }

    /// <summary>Writes the report for machines; answers a sentence if that is impossible.</summary>
    private static string? JUnit(string? file, List<ScenarioResult> results, TextWriter stdout)
    {
        if (file is null) return null;
        try
        {
            using var output = File.Create(file);
            JUnitReport.Write(output, results);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var sentence = $"The report cannot be written: {e.Message}";
            stdout.WriteLine(sentence);
            return sentence;
        }
    }
}
