using System.Numerics;

namespace Couplet.Commands.Load;

/// <summary>
/// Counts durations in buckets that are at most 1/64 wide of what they count, from a microsecond to hours. Any thread may add.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 6;
    private const int PerOctave = 1 << Bits;

    private readonly long[] _buckets = new long[(40 - Bits) * PerOctave];
    private long _count;
    private long _largest;

    /// <summary>How many were added.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>The largest, exactly.</summary>
    internal TimeSpan Largest => TimeSpan.FromMicroseconds(Volatile.Read(ref _largest));

    internal void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(0, (long)duration.TotalMicroseconds);
        Interlocked.Increment(ref _buckets[Math.Min(Bucket(microseconds), _buckets.Length - 1)]);
        Interlocked.Increment(ref _count);
        for (var largest = Volatile.Read(ref _largest); microseconds > largest;)
        {
            var seen = Interlocked.CompareExchange(ref _largest, microseconds, largest);
            if (seen == largest) break;
            largest = seen;
        }
    }

    /// <summary>The duration that this share (0 to 1) of all does not exceed; zero if there are none.</summary>
    internal TimeSpan Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Volatile.Read(ref _buckets[i]);
            if (seen >= wanted) return TimeSpan.FromMicroseconds(Math.Min(UpperEdge(i), _largest));
        }
        return Largest;
    }

    // Up to 2^Bits one bucket a microsecond; from there on PerOctave buckets for each doubling.
    private static int Bucket(long microseconds)
    {
        if (microseconds < PerOctave) return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - Bits;
        return (shift * PerOctave) + (int)(microseconds >> shift);
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < 2 * PerOctave) return bucket;
        var shift = (bucket / PerOctave) - 1;
        return ((bucket - (shift * PerOctave) + 1L) << shift) - 1;
    }
}
