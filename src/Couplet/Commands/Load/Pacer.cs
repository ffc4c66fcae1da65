using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>Lets speakers speak as time passes, whether or not what they said has arrived: a server that is late is not spared.</summary>
internal static class Pacer
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Speaks until told to stop.</summary>
    /// <param name="speakers">The speakers; their messages are spread over the time between two of one of them.</param>
    /// <param name="rate">Messages per second of each.</param>
    /// <param name="stopped">Whether it is to end.</param>
    /// <param name="cancellation">Ends it too.</param>
    internal static async Task RunAsync(IReadOnlyList<Speaker> speakers, double rate, Func<bool> stopped, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(s_tick);
        long said = 0;
        while (!stopped() && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate * speakers.Count);
            for (; said < due && !stopped(); said++)
            {
                var speaker = speakers[(int)(said % speakers.Count)];
                speaker.Say();
                // Not waited for: a server that takes nothing from one must not silence the others.
                _ = speaker.FlushAsync(cancellation).AsTask();
            }
        }
    }
}
