namespace Couplet.Server.Hosting;

/// <summary>Where data is kept.</summary>
public sealed class StorageOptions
{
    /// <summary>The kind of database.</summary>
    public StorageKind Kind { get; set; } = StorageKind.Sqlite;

    /// <summary>The connection string of PostgreSQL.</summary>
    public string? Connection { get; set; }
}

/// <summary>The kinds of database.</summary>
public enum StorageKind
{
    /// <summary>An embedded database in the data folder.</summary>
    Sqlite,
    /// <summary>PostgreSQL.</summary>
    Postgres,
    /// <summary>Nothing is kept after the end.</summary>
    Memory,
}
