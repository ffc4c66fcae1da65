using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>One line that changes while something takes its time; nothing where nobody looks.</summary>
/// <param name="output">The terminal; null where there is none.</param>
internal sealed class LoadProgress(TextWriter? output)
{
    private const int Width = 100;

    private static readonly TimeSpan s_each = TimeSpan.FromSeconds(1);

    /// <summary>Waits, and tells how it goes.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="state">How it goes; asked about once a second.</param>
    /// <param name="work">What is waited for.</param>
    /// <returns>How long it took, in seconds.</returns>
    internal async Task<double> DuringAsync(string what, Func<string> state, Task work)
    {
        var start = Stopwatch.GetTimestamp();
        while (output is not null && await Task.WhenAny(work, Task.Delay(s_each)).ConfigureAwait(false) != work)
            await output.WriteAsync('\r' + FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s  {what}: {state()}").PadRight(Width)).ConfigureAwait(false);
        if (output is not null) await output.WriteAsync('\r' + new string(' ', Width) + '\r').ConfigureAwait(false);
        await work.ConfigureAwait(false);
        return Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
    }
}
