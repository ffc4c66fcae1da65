namespace Couplet.Commands.Load;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Percentiles(long Count, double P50, double P90, double P99, double Max)
{
    internal static Percentiles? Of(LatencyHistogram histogram) => histogram.Count == 0 ? null : new Percentiles(histogram.Count,
        Milliseconds(histogram.Percentile(0.5)), Milliseconds(histogram.Percentile(0.9)), Milliseconds(histogram.Percentile(0.99)), Milliseconds(histogram.Largest));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

/// <summary>What the server's processes used.</summary>
/// <param name="CpuSeconds">CPU time of the phase that is measured, in seconds.</param>
/// <param name="CpuSecondsPerThousand">The same for 1,000 deliveries, or 1,000 logins; null where there were none.</param>
/// <param name="MemoryBefore">Bytes in RAM before the first login.</param>
/// <param name="MemoryAfter">Bytes in RAM at the end of the phase.</param>
/// <param name="MemoryPerConnection">What one connection added, in bytes; null where there was traffic too.</param>
internal sealed record ServerUse(double CpuSeconds, double? CpuSecondsPerThousand, long MemoryBefore, long MemoryAfter, long? MemoryPerConnection);

/// <summary>What a run has shown. Written as JSON as it stands here.</summary>
internal sealed record LoadResult
{
    public required string Mode { get; init; }

    public required string Server { get; init; }

    public required int Connections { get; init; }

    /// <summary>How long all logins together took, in seconds.</summary>
    public required double LoginSeconds { get; init; }

    public Percentiles? Logins { get; init; }

    /// <summary>How long it took until all were in their rooms, in seconds.</summary>
    public double JoinSeconds { get; init; }

    public Percentiles? Joins { get; init; }

    /// <summary>How long was measured, in seconds.</summary>
    public double Seconds { get; init; }

    public double SentPerSecond { get; init; }

    public double DeliveredPerSecond { get; init; }

    /// <summary>Messages sent in the whole run.</summary>
    public long Sent { get; init; }

    /// <summary>Messages delivered in the whole run.</summary>
    public long Delivered { get; init; }

    /// <summary>From sending to receiving, of all receivers.</summary>
    public Percentiles? Latency { get; init; }

    /// <summary>From sending to seeing one's own message, in rooms.</summary>
    public Percentiles? Own { get; init; }

    /// <summary>Messages that should have been delivered in the whole run and were not.</summary>
    public required long Lost { get; init; }

    public required long OutOfOrder { get; init; }

    public required long Errors { get; init; }

    /// <summary>The first of the errors, in words.</summary>
    public required IReadOnlyList<string> ErrorSamples { get; init; }

    public ServerUse? ServerUse { get; init; }

    /// <summary>The load generator's own CPU time in the phase that is measured, in seconds.</summary>
    public double OwnCpuSeconds { get; init; }

    /// <summary>Whether nothing was lost, out of order, or refused.</summary>
    public bool Ok => Lost == 0 && OutOfOrder == 0 && Errors == 0;
}
