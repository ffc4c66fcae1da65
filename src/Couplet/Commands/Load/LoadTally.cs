using System.Collections.Concurrent;
using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>What happens in a run; any thread counts here.</summary>
internal sealed class LoadTally
{
    private const int MostSamples = 5;

    private long _sent;
    private long _delivered;
    private long _outOfOrder;
    private long _errors;
    private volatile bool _measuring;

    /// <summary>From the opening of the connection to the answer to a first request.</summary>
    internal LatencyHistogram Logins { get; } = new();

    /// <summary>From the wish to enter a room to being in it.</summary>
    internal LatencyHistogram Joins { get; } = new();

    /// <summary>From sending to receiving, of all receivers; while <see cref="Measuring"/>.</summary>
    internal LatencyHistogram Latency { get; } = new();

    /// <summary>From sending to seeing one's own message, in rooms; while <see cref="Measuring"/>.</summary>
    internal LatencyHistogram Own { get; } = new();

    /// <summary>The first errors, in words.</summary>
    internal ConcurrentQueue<string> Samples { get; } = new();

    internal long Sent => Volatile.Read(ref _sent);

    internal long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Messages that did not come right after their sender's message before: gaps, doubles, wrong order.</summary>
    internal long OutOfOrder => Volatile.Read(ref _outOfOrder);

    internal long Errors => Volatile.Read(ref _errors);

    /// <summary>Whether latencies are counted.</summary>
    internal bool Measuring
    {
        get => _measuring;
        set => _measuring = value;
    }

    internal void Send() => Interlocked.Increment(ref _sent);

    internal void Deliver(long sentAt, bool own)
    {
        Interlocked.Increment(ref _delivered);
        if (!_measuring) return;
        var latency = Stopwatch.GetElapsedTime(sentAt);
        Latency.Add(latency);
        if (own) Own.Add(latency);
    }

    internal void Disorder() => Interlocked.Increment(ref _outOfOrder);

    internal void Error(string sentence)
    {
        if (Interlocked.Increment(ref _errors) <= MostSamples) Samples.Enqueue(sentence);
    }
}
