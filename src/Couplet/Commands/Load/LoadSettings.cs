using Couplet.Player.Client;

namespace Couplet.Commands.Load;

/// <summary>What a run of <c>couplet load</c> is to do.</summary>
internal sealed record LoadSettings
{
    internal required LoadMode Mode { get; init; }

    internal string Host { get; init; } = ClientSettings.DefaultHost;

    internal int Port { get; init; } = ClientSettings.DefaultPort;

    /// <summary>The accounts' domain.</summary>
    internal string Domain { get; init; } = "localhost";

    /// <summary>The domain of the rooms; null is <c>conference.</c> before <see cref="Domain"/>.</summary>
    internal string? Muc { get; init; }

    /// <summary>Clients of <see cref="LoadMode.Login"/> and <see cref="LoadMode.Idle"/>.</summary>
    internal int Clients { get; init; } = 100;

    internal int Pairs { get; init; } = 50;

    internal int Rooms { get; init; } = 1;

    /// <summary>Occupants of each room; each is a client of its own.</summary>
    internal int Occupants { get; init; } = 50;

    /// <summary>Occupants of each room who speak.</summary>
    internal int Senders { get; init; } = 5;

    /// <summary>Messages under way of each sender.</summary>
    internal int Window { get; init; } = 1;

    /// <summary>Messages per second of each sender; 0 sends the next when one has arrived.</summary>
    internal double Rate { get; init; }

    /// <summary>Occupants of each room who read nothing once they are in.</summary>
    internal int Slow { get; init; }

    /// <summary>How long is measured, in seconds.</summary>
    internal double Seconds { get; init; } = 10;

    /// <summary>How long the traffic runs before it is measured, in seconds.</summary>
    internal double Warmup { get; init; } = 1;

    /// <summary>When nothing has arrived for so long, what is missing is lost.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Characters of a message.</summary>
    internal int Body { get; init; } = 80;

    /// <summary>Logins, and joins, under way at once.</summary>
    internal int Parallel { get; init; } = 32;

    internal TlsPolicy Tls { get; init; }

    internal bool AcceptAnyCertificate { get; init; }

    internal SaslPolicy Sasl { get; init; } = SaslPolicy.Plain;

    /// <summary>What the accounts' names begin with; a number follows.</summary>
    internal string Prefix { get; init; } = "u";

    /// <summary>The number of the first account.</summary>
    internal int First { get; init; }

    internal string Password { get; init; } = "password";

    /// <summary>Whether the accounts are registered first (XEP-0077).</summary>
    internal bool Register { get; init; }

    internal bool Json { get; init; }

    /// <summary>The server's processes on this machine.</summary>
    internal IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Sets this run's messages and rooms apart from those of others.</summary>
    internal required string Run { get; init; }

    internal string RoomDomain => Muc ?? "conference." + Domain;

    /// <summary>Connections in all.</summary>
    internal int Connections => Mode switch { LoadMode.Rooms => Rooms * Occupants, LoadMode.Chat => Pairs * 2, _ => Clients };

    /// <summary>What is wrong, in one sentence; null if nothing is.</summary>
    internal string? Check() => this switch
    {
        { Port: < 1 or > 65_535 } => "A port is a number from 1 to 65535.",
        { Clients: < 1 } or { Pairs: < 1 } or { Rooms: < 1 } or { Occupants: < 1 } or { Senders: < 1 } or { Window: < 1 } or { Parallel: < 1 } or { Body: < 1 } => "The numbers must be positive.",
        { Slow: < 0 } or { First: < 0 } or { Warmup: < 0 } or { Rate: < 0 } => "The numbers must not be negative.",
        { Seconds: not (> 0 and <= 86_400) } => "--seconds takes more than 0 and at most 86400.",
        { Mode: LoadMode.Rooms } when Senders + Slow > Occupants => "A room cannot have more senders and slow readers than occupants.",
        { Mode: LoadMode.Rooms } when (long)Rooms * Occupants > 60_000 => "That is more connections than one machine has ports for.",
        { Pids.Count: > 0 } when !OperatingSystem.IsLinux() => "--pid works on Linux only.",
        _ => ServerProcess.Missing(Pids) is { } pid ? $"There is no process {pid}." : null,
    };
}
