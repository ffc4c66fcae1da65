namespace Couplet.Server.Storage.Sqlite;

/// <summary>The tables, as the steps that led to them. A step that was ever released is never changed: add another.</summary>
internal static class SqliteSchema
{
    private static readonly string[][] migrations =
    [
        [
            "CREATE TABLE streams(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
            """
            CREATE TABLE events(
                id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,
                time INTEGER NOT NULL, command_id TEXT, archive_id TEXT, with_jid TEXT, with_resource TEXT, origin_id TEXT, bytes INTEGER,
                payload BLOB NOT NULL)
            """,
            "CREATE UNIQUE INDEX events_by_sequence ON events(stream, sequence)",
            "CREATE UNIQUE INDEX archive_by_id ON events(stream, archive_id) WHERE archive_id IS NOT NULL",
            "CREATE INDEX archive_by_sequence ON events(stream, sequence, time, bytes) WHERE archive_id IS NOT NULL",
            "CREATE INDEX archive_by_with ON events(stream, with_jid, sequence, with_resource, time) WHERE archive_id IS NOT NULL",
            "CREATE INDEX archive_by_time ON events(stream, time, sequence) WHERE archive_id IS NOT NULL",
            "CREATE TABLE snapshots(stream INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL)",
            "CREATE TABLE removals(stream INTEGER PRIMARY KEY)",
            "CREATE TABLE owners(node TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE documents(
                owner TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(owner, kind, key)) WITHOUT ROWID
            """,
            "CREATE INDEX documents_by_kind ON documents(kind, owner)",
        ],
        [
            "ALTER TABLE events ADD COLUMN words TEXT",
            "CREATE VIRTUAL TABLE search USING fts5(stream, words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0')",
        ],
        [
            "ALTER TABLE streams ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE streams ADD COLUMN trimmed_events INTEGER NOT NULL DEFAULT 0",
        ],
        [
            """
            CREATE TABLE tail(
                id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,
                time INTEGER NOT NULL, command_id TEXT, archive_id TEXT, with_jid TEXT, with_resource TEXT, origin_id TEXT, bytes INTEGER,
                words TEXT, payload BLOB NOT NULL)
            """,
            "CREATE UNIQUE INDEX tail_by_sequence ON tail(stream, sequence)",
            "CREATE UNIQUE INDEX tail_by_id ON tail(stream, archive_id) WHERE archive_id IS NOT NULL",
        ],
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => migrations.Length;

    /// <summary>Brings the database up to date.</summary>
    /// <exception cref="StorageException">It is newer than the program.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.Execute("CREATE TABLE IF NOT EXISTS schema_version(version INTEGER NOT NULL)");
            long? found;
            using (var statement = connection.Use("SELECT max(version) FROM schema_version")) found = statement.Number();
            if (found > Version) throw Newer(path, found.Value, Version);
            foreach (var sql in migrations.Skip((int)(found ?? 0)).SelectMany(m => m)) connection.Execute(sql);
            connection.Execute("DELETE FROM schema_version");
            connection.Execute($"INSERT INTO schema_version(version) VALUES({Version})");
            connection.Execute("COMMIT");
        }
        catch
        {
            if (connection.IsInTransaction) connection.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>What to tell the operator when the program is older than its data.</summary>
    public static StorageException Newer(string place, long found, long known) => new(
        $"The database {place} was written by a newer Couplet: its schema has version {found}, this program knows versions up to {known}. "
        + "Start the newer program, or restore a backup made before the update.");
}
