using Couplet.Player.Client;
using Couplet.Player.Running;

namespace Couplet.Player;

/// <summary>What the <c>play</c> command is asked to do.</summary>
public sealed record PlayOptions
{
    /// <summary>Scripts, and folders whose <c>*.scs</c> files are played, sorted.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The host; null means the script's <c>connect_host</c>, or localhost.</summary>
    public string? Host { get; init; }

    /// <summary>The port; null means the script's <c>connect_port</c>, or 5222.</summary>
    public int? Port { get; init; }

    /// <summary>When to turn to TLS.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Auto;

    /// <summary>Whether to accept any certificate also from hosts other than loopback.</summary>
    public bool TlsInsecure { get; init; }

    /// <summary>What <c>receives</c> does with a mismatch that arrives while it waits.</summary>
    public QueueMode Queue { get; init; } = QueueMode.Live;

    /// <summary>How long <c>receives</c> waits.</summary>
    public TimeSpan Timeout { get; init; } = new RunSettings().Timeout;

    /// <summary>The gap between actions of different clients.</summary>
    public TimeSpan Pace { get; init; } = new RunSettings().Pace;

    /// <summary>How long clients that cannot connect try again.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>The file to write a JUnit report to, or null.</summary>
    public string? JUnit { get; init; }

    /// <summary>Whether to read the scripts only, without playing them.</summary>
    public bool Check { get; init; }

    /// <summary>Starts a fresh server for a script, which is then played against it wherever it says it is; null plays against a running one.</summary>
    public Func<CancellationToken, Task<IPlayServer>>? StartServer { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
