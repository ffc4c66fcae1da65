using Couplet.Server.Hosting;

namespace Couplet.Server.Sessions;

/// <summary>A token bucket: how much a client may send before it has to wait.</summary>
internal sealed class ByteBudget(LimitOptions limits, TimeProvider time)
{
    private double _tokens = limits.BurstBytes;
    private long _last = time.GetTimestamp();

    /// <summary>Takes bytes out and answers how long to wait before more may come.</summary>
    internal TimeSpan Take(long bytes)
    {
        if (!limits.Enabled) return TimeSpan.Zero;
        var now = time.GetTimestamp();
        _tokens = Math.Min(limits.BurstBytes, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * limits.BytesPerSecond));
        _last = now;
        _tokens -= bytes;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / limits.BytesPerSecond);
    }
}
