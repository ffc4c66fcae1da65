namespace Couplet.Commands.Load;

/// <summary>Who says what to whom in a run.</summary>
internal abstract class Traffic
{
    private volatile bool _stopped;

    /// <summary>How many messages must have been delivered once all that was sent has arrived.</summary>
    internal abstract long Expected { get; }

    /// <summary>Whether nobody is to send anything more.</summary>
    protected bool IsStopped => _stopped;

    /// <summary>Everything before the first message: rooms are entered.</summary>
    /// <exception cref="LoadException">The server refused.</exception>
    internal virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The first messages; further ones follow those that arrive, or come with time.</summary>
    internal abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>Nobody sends anything more; what is under way arrives.</summary>
    internal void Stop() => _stopped = true;
}
