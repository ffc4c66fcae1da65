using SQLitePCL;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// A connection with the statements it has prepared. Used by one thread at a time. Speaks to SQLite's own interface: a
/// row costs a few calls and no object.
/// </summary>
internal sealed class SqliteConnection : IDisposable
{
    /// <summary>More than the program has; queries that name ids are different each time and must not pile up.</summary>
    private const int MaxKept = 128;

    // A page that changes often is copied back once in 32 MB of log and not every 4 MB: a third more messages per second.
    internal const int PagesPerCheckpoint = 8_000;

    private readonly sqlite3 db;
    private readonly string path;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private int copied;
    private int restarted;

    /// <exception cref="StorageException">The file cannot be opened.</exception>
    public SqliteConnection(string path)
    {
        this.path = path;
        var code = raw.sqlite3_open_v2(path, out db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            Check(code);
            raw.sqlite3_extended_result_codes(db, 1);
            raw.sqlite3_busy_timeout(db, 10_000);
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Execute("PRAGMA cache_size = -16000");
            // The writer sees to it: SQLite does not tell when a sync of its own accord fails.
            Execute("PRAGMA wal_autocheckpoint = 0");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The row number that the last insert has given.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(db);

    /// <summary>A transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(db) == 0;

    /// <summary>A statement, prepared once and kept; dispose of it to make it ready for the next use. Not for nested use.</summary>
    public SqliteStatement Use(string sql)
    {
        if (statements.TryGetValue(sql, out var known)) return known;
        var isKept = statements.Count < MaxKept;
        var statement = Prepare(sql, isKept);
        if (isKept) statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs a statement once and passes over its rows.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql, false);
        statement.Run();
    }

    /// <summary>The write-ahead log is long enough to be copied back.</summary>
    public bool IsCheckpointDue => PagesWritten - copied >= PagesPerCheckpoint;

    /// <summary>About how many pages the write-ahead log has, as far as this connection can know.</summary>
    public long PagesInLog => PagesWritten - restarted;

    private int PagesWritten
    {
        get
        {
            raw.sqlite3_db_status(db, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 0);
            return written;
        }
    }

    /// <summary>Copies the write-ahead log back into the database, as far as no reader stands in the way.</summary>
    public void Checkpoint()
    {
        copied = PagesWritten;
        var code = raw.sqlite3_wal_checkpoint_v2(db, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var inLog, out var done);
        if ((code & 0xff) is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED)) Check(code);
        // All of it is in the database, so the next commit begins the log anew.
        if (inLog == done) restarted = copied;
    }

    /// <summary>Runs a kept statement.</summary>
    public void Run(string sql)
    {
        using var statement = Use(sql);
        statement.Run();
    }

    /// <summary>Passes a good answer through and throws for any other.</summary>
    public int Check(int code)
    {
        var primary = code & 0xff;
        if (primary is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return code;
        var said = raw.sqlite3_errmsg(db).utf8_to_string();
        throw primary == raw.SQLITE_CONSTRAINT
            ? new SqliteConstraintException(said)
            : new StorageException($"The database {path} failed: {said} (SQLite error {code}).") { IsSyncFailure = code is raw.SQLITE_IOERR_FSYNC or raw.SQLITE_IOERR_DIR_FSYNC };
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Free();
        statements.Clear();
        raw.sqlite3_close_v2(db);
    }

    private SqliteStatement Prepare(string sql, bool isKept)
    {
        Check(raw.sqlite3_prepare_v2(db, sql, out var handle));
        return new SqliteStatement(this, handle, isKept);
    }
}
