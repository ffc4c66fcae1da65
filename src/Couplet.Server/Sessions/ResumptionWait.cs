namespace Couplet.Server.Sessions;

/// <summary>The time that a session waits to be resumed (XEP-0198 §5), and what bounds it: the clock, bytes, and how many of its account wait.</summary>
internal sealed class ResumptionWait(StreamSession session)
{
    private ITimer? _clock;
    private volatile bool _isOver;

    /// <summary>When the connection was lost.</summary>
    internal DateTimeOffset Since { get; private set; }

    /// <summary>Begins to wait.</summary>
    internal void Start(DateTimeOffset since, TimeSpan most)
    {
        var server = session.Account.Server;
        var limits = server.Options.Limits;
        Since = since;
        session.Outbound.Overflowed = session.Expire;
        session.Outbound.Capacity = Math.Max(0, limits.DetachedBytes - session.Management!.UnacknowledgedBytes);
        _clock = server.Time.CreateTimer(static s => ((StreamSession)s!).Expire(), session, most, Timeout.InfiniteTimeSpan);
        if (session.IsEnded || _isOver) _clock.Dispose();
        if (session.Outbound.Bytes > session.Outbound.Capacity) session.Expire();
        // The one that has waited longest is the least likely to be missed.
        var waiting = session.Account.Sessions.OfType<StreamSession>().Where(s => s.IsDetached).OrderBy(s => s.Wait.Since).ToList();
        foreach (var oldest in waiting.SkipLast(limits.DetachedSessions)) oldest.Expire();
    }

    /// <summary>Waits no longer, for whatever reason.</summary>
    internal void Stop() => _clock?.Dispose();

    /// <summary>The server stops: what is in the journal is for the next.</summary>
    internal void Freeze()
    {
        _isOver = true;
        _clock?.Dispose();
    }
}
