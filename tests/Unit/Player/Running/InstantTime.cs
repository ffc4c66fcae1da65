namespace Couplet.Tests.Player.Running;

/// <summary>
/// A clock on which every wait is over at once: whatever has not happened by then never happens. With <paramref name="longest"/>, waits
/// beyond it never end.
/// </summary>
internal sealed class InstantTime(TimeSpan? longest = null) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !(dueTime > longest)) ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
