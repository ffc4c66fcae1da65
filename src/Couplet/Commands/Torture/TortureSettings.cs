namespace Couplet.Commands.Torture;

/// <summary>What a run of <c>couplet torture</c> is to do.</summary>
/// <param name="Kills">How often the server is killed while people talk.</param>
/// <param name="Clients">How many people talk.</param>
/// <param name="Rooms">In how many rooms; everybody is in all of them.</param>
/// <param name="Seconds">For how long, the restarts apart.</param>
/// <param name="Seed">What decides who says what when, and when the server dies.</param>
/// <param name="Postgres">The connection string of PostgreSQL; null keeps the data in SQLite.</param>
/// <param name="Keep">Whether the scratch folder stays.</param>
internal sealed record TortureSettings(int Kills, int Clients, int Rooms, int Seconds, long Seed, string? Postgres, bool Keep)
{
    /// <summary>Sets this run's rooms apart from those of others in the same database.</summary>
    internal required string Run { get; init; }

    internal string RoomAddress(int room) => $"r{room}-{Run}@conference.localhost";

    internal string Account(int client) => $"c{client}-{Run}@localhost";

    internal string Nick(int client) => $"c{client}";
}
