namespace Couplet.Player.Running;

/// <summary>The times and rules of a run.</summary>
public sealed record RunSettings
{
    /// <summary>What <c>receives</c> does with a mismatch that arrives while it waits.</summary>
    public QueueMode Queue { get; init; } = QueueMode.Live;

    /// <summary>How long <c>receives</c> waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The gap between actions of different clients.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How long <c>receives: nothing</c> listens.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a client may take to connect, authenticate and bind.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client that cannot connect tries again, as while the server restarts; never, by default.</summary>
    public TimeSpan Patience { get; init; }
}
