using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// The newest events, which only their number and their id find. An append writes two or three pages here where all indexes and the search
/// would take a dozen; many events later they are settled, which is moved among the others in the order of their streams, so that each page of an index
/// is written once for many of them. A stream's events in the tail are always later than its settled ones.
/// </summary>
internal sealed class SqliteTail
{
    /// <summary>So many events make the tail long.</summary>
    private const int Long = 2048;

    private const string Columns =
        "stream, sequence, type, version, time, command_id, archive_id, with_jid, with_resource, origin_id, bytes, words, payload";

    private long most = Long;

    public static void Insert(SqliteConnection connection, long stream, LogEvent item)
    {
        if (item.Archive is { } taken) RefuseTaken(connection, stream, taken.Id);
        using var statement = connection.Use($"INSERT INTO tail({Columns}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        var words = item.Archive is { } entry ? SearchText.Words(entry.Text) : [];
        statement.Bind(1, stream).Bind(2, item.Sequence).Bind(3, item.Type).Bind(4, item.Version).Bind(5, EventTime.ToStored(item.Time))
            .Bind(6, item.CommandId).Bind(7, item.Archive?.Id).Bind(8, item.Archive?.With).Bind(9, item.Archive?.WithResource)
            .Bind(10, item.Archive?.OriginId).Bind(12, words.Count > 0 ? string.Join(' ', words) : null).Bind(13, item.Payload.Span);
        _ = item.Archive is { } archived ? statement.Bind(11, archived.Bytes) : statement.BindNull(11);
        statement.Run();
    }

    /// <summary>Some of a stream's events are not settled.</summary>
    public static bool Holds(SqliteConnection connection, long stream)
    {
        using var row = connection.Use("SELECT 1 FROM tail WHERE stream = $1 LIMIT 1");
        return row.Bind(1, stream).Step();
    }

    /// <summary>Settles the events of a stream, for those who need the indexes.</summary>
    public static void Settle(SqliteConnection connection, long stream)
    {
        if (Holds(connection, stream)) Move(connection, stream);
    }

    /// <summary>Forgets the events of a stream that is deleted.</summary>
    public static void Forget(SqliteConnection connection, long stream)
    {
        using var delete = connection.Use("DELETE FROM tail WHERE stream = $1");
        delete.Bind(1, stream).Run();
    }

    /// <summary>The tail is long enough to be settled.</summary>
    public bool IsDue(SqliteConnection connection) => Length(connection) >= most;

    /// <summary>Settles all events. Waits for no disk: what is lost with the power is then in the tail still.</summary>
    public void SettleAll(SqliteConnection connection)
    {
        connection.Execute("PRAGMA synchronous = NORMAL");
        try
        {
            connection.Run("BEGIN IMMEDIATE");
            Move(connection, null);
            connection.Run("COMMIT");
        }
        finally
        {
            connection.Execute("PRAGMA synchronous = FULL");
        }
        most = Long;
    }

    /// <summary>Settling has failed: there is time until as many more have come.</summary>
    public void PutOff(SqliteConnection connection)
    {
        most = Length(connection) + Long;
    }

    // Row numbers grow, so this is how many there are, or more where single streams were settled.
    private static long Length(SqliteConnection connection)
    {
        using var span = connection.Use("SELECT (SELECT max(id) FROM tail) - (SELECT min(id) FROM tail) + 1");
        return span.Number() ?? 0;
    }

    private static void RefuseTaken(SqliteConnection connection, long stream, string id)
    {
        using var row = connection.Use("SELECT 1 FROM events WHERE stream = $1 AND archive_id = $2");
        if (row.Bind(1, stream).Bind(2, id).Step()) throw new SqliteConstraintException($"The archive has a message {id} already.");
    }

    private static void Move(SqliteConnection connection, long? stream)
    {
        // The whole tail is dropped page by page; the rows of one stream stand on all of them.
        var which = stream is null ? "FROM tail" : "FROM tail WHERE stream = $1";
        long before;
        using (var last = connection.Use("SELECT max(id) FROM events")) before = last.Number() ?? 0;
        // In the order of each stream, which the search relies on.
        Run($"INSERT INTO events({Columns}) SELECT {Columns} {which} ORDER BY stream, sequence");
        Run($"DELETE {which}");
        using var search = connection.Use(
            $"INSERT INTO search(rowid, stream, words) SELECT id, {SqliteEventRows.SearchScopeOf("stream")}, words FROM events WHERE id > $1 AND words IS NOT NULL");
        search.Bind(1, before).Run();

        void Run(string sql)
        {
            using var statement = connection.Use(sql);
            if (stream is { } one) statement.Bind(1, one);
            statement.Run();
        }
    }
}
