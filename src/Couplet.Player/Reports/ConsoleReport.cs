using System.Globalization;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;

namespace Couplet.Player.Reports;

/// <summary>The report for people: a line per script, the details of what failed, and a sum.</summary>
internal sealed class ConsoleReport(TextWriter output, bool isTerminal, bool colours)
{
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";
    private const string ClearLine = "\r\e[K";

    /// <summary>Shows on a terminal which script runs; it is overwritten by the result.</summary>
    public void Begin(int number, int count, Scenario scenario)
    {
        if (!isTerminal) return;
        output.Write(string.Create(CultureInfo.InvariantCulture, $"[{number}/{count}] {Name(scenario)}"));
        output.Flush();
    }

    public void End(ScenarioResult result)
    {
        if (isTerminal) output.Write(ClearLine);
        if (result.Failure is { } failure) Fail(result, failure);
        else output.WriteLine($"{Paint(Green, "ok")} {Name(result.Scenario)} ({Seconds(result.Elapsed)})");
        output.Flush();
    }

    public void Abort()
    {
        if (isTerminal) output.Write(ClearLine);
    }

    public void Sum(int passed, int failed)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
        output.Flush();
    }

    private void Fail(ScenarioResult result, ScenarioFailure failure)
    {
        var action = failure.Action;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Paint(Red, "FAIL")} {action.File}:{action.Line} {result.Scenario.Title} ({Seconds(result.Elapsed)})"));
        output.WriteLine($"  {action.Client.Name} {action.Verb.ToString().ToLowerInvariant()}: {failure.Reason}");
        if (failure.Difference is { } difference) output.WriteLine($"  at {difference.Path}: {difference.Reason}");
        if (failure.Dropped > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  dropped before as no match: {failure.Dropped}; the nearest is shown"));
        if (failure.Expected is { } expected)
        {
            foreach (var row in SideBySide.Rows(expected, failure.Difference?.Expected, failure.Received, failure.Difference?.Received))
                output.WriteLine($"  {Paint(row.LeftMarked ? Green + Bold : "", row.Left)} | {Paint(row.RightMarked ? Red + Bold : "", row.Right)}".TrimEnd());
        }
        else if (failure.Received is { } received)
            foreach (var (text, _) in PrettyXml.Lines(received, null)) output.WriteLine($"  {text}");
    }

    private string Paint(string colour, string text) => colours && colour.Length > 0 ? colour + text + Plain : text;

    private static string Name(Scenario scenario) => scenario.Title == Path.GetFileNameWithoutExtension(scenario.File)
        ? scenario.File
        : $"{scenario.File}: {scenario.Title}";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
