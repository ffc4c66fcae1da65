namespace Couplet.Server.Storage;

/// <summary>What of an append can be judged without looking at the log.</summary>
internal static class AppendCheck
{
    /// <summary>
    /// The stretches of one append, one per stream: where each starts, so that only its first number needs a look at the log.
    /// </summary>
    /// <exception cref="ArgumentException">The events are not numbered without gaps, or a stream's events do not stand together.</exception>
    public static int[] Runs(ReadOnlySpan<LogEvent> events)
    {
        if (events.Length == 0) throw new ArgumentException("An append has at least one event.", nameof(events));
        var runs = new List<int>(1);
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Sequence < 1) throw new ArgumentException("Events are numbered from 1.", nameof(events));
            if (i > 0 && events[i].Stream == events[i - 1].Stream)
            {
                if (events[i].Sequence != events[i - 1].Sequence + 1)
                    throw new ArgumentException("Events of a stream are numbered without gaps.", nameof(events));
                continue;
            }
            foreach (var start in runs)
                if (events[start].Stream == events[i].Stream)
                    throw new ArgumentException("Events of a stream stand together.", nameof(events));
            runs.Add(i);
        }
        return [.. runs];
    }
}
