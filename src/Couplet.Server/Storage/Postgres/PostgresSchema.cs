using Couplet.Server.Storage.Sqlite;
using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>The tables, as the steps that led to them. A step that was ever released is never changed: add another.</summary>
internal static class PostgresSchema
{
    /// <summary>Nodes that start at the same time migrate one after the other. Any number that others are unlikely to use.</summary>
    private const long MigrationLock = 0x636f75706c6574;

    private static readonly string[] migrations =
    [
        """
        CREATE TABLE streams(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
        CREATE TABLE events(
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream bigint NOT NULL, sequence bigint NOT NULL, type text NOT NULL,
            version int NOT NULL, time bigint NOT NULL, command_id text, archive_id text COLLATE "C", with_jid text COLLATE "C",
            with_resource text COLLATE "C", origin_id text, bytes int, payload bytea NOT NULL);
        CREATE UNIQUE INDEX events_by_sequence ON events(stream, sequence);
        CREATE UNIQUE INDEX archive_by_id ON events(stream, archive_id) WHERE archive_id IS NOT NULL;
        CREATE INDEX archive_by_sequence ON events(stream, sequence, time, bytes) WHERE archive_id IS NOT NULL;
        CREATE INDEX archive_by_with ON events(stream, with_jid, sequence, with_resource, time) WHERE archive_id IS NOT NULL;
        CREATE INDEX archive_by_time ON events(stream, time, sequence) WHERE archive_id IS NOT NULL;
        CREATE TABLE snapshots(stream bigint PRIMARY KEY, sequence bigint NOT NULL, version int NOT NULL, payload bytea NOT NULL);
        CREATE TABLE owners(node text COLLATE "C" PRIMARY KEY, epoch bigint NOT NULL);
        CREATE TABLE documents(
            owner text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, value bytea NOT NULL,
            PRIMARY KEY(owner, kind, key));
        CREATE INDEX documents_by_kind ON documents(kind, owner);
        """,
        """
        ALTER TABLE events ADD COLUMN search tsvector;
        CREATE INDEX events_search ON events USING gin(search) WHERE search IS NOT NULL;
        """,
        """
        ALTER TABLE streams ADD COLUMN trimmed bigint NOT NULL DEFAULT 0, ADD COLUMN trimmed_events bigint NOT NULL DEFAULT 0;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => migrations.Length;

    /// <summary>Brings the database up to date.</summary>
    /// <exception cref="StorageException">It is newer than the program.</exception>
    public static async Task<bool> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellation).ConfigureAwait(false);
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS schema_version(version int NOT NULL)", cancellation).ConfigureAwait(false);
        var found = await RunAsync(connection, "SELECT max(version) FROM schema_version", cancellation).ConfigureAwait(false) as int? ?? 0;
        if (found > Version) throw SqliteSchema.Newer(connection.Database, found, Version);
        foreach (var sql in migrations.Skip(found)) await RunAsync(connection, sql, cancellation).ConfigureAwait(false);
        await RunAsync(connection, "DELETE FROM schema_version", cancellation).ConfigureAwait(false);
        await RunAsync(connection, $"INSERT INTO schema_version(version) VALUES({Version})", cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }
}
