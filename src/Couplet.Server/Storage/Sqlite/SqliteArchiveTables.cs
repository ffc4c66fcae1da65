using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>The tables as SQLite sees them. Indexes are named, because without statistics its planner only guesses.</summary>
internal sealed class SqliteArchiveTables(SqliteConnection connection) : IArchiveTables
{
    public string BySequence => "events e INDEXED BY archive_by_sequence";

    public string ByWith => "events e INDEXED BY archive_by_with";

    public string ByTime => "events e INDEXED BY archive_by_time";

    public string ByWords => "search s CROSS JOIN events e ON e.id = s.rowid";

    public bool CountsWordsFirst => false;

    public string? WordsAlone => "search s";

    public string WordsCondition => "search MATCH ";

    public string WordsOrder => "s.rowid";

    public object WordsParameter(long stream, IReadOnlyCollection<string> words) =>
        $"stream : {SqliteEventRows.SearchScope(stream)} AND words : ({string.Join(" AND ", words.Select(w => $"\"{w}\""))})";

    public ValueTask<ArchivePosition?> FindAsync(long stream, string id, CancellationToken cancellation)
    {
        using var row = connection.Use("SELECT sequence, id FROM events WHERE stream = $1 AND archive_id = $2");
        return new(row.Bind(1, stream).Bind(2, id).Step() ? new ArchivePosition(row.Long(0), row.Long(1)) : default(ArchivePosition?));
    }

    public ValueTask<long?> NumberAsync(SqlText sql, CancellationToken cancellation)
    {
        using var row = Use(sql);
        return new(row.Number());
    }

    public ValueTask<List<LogEvent>> RowsAsync(StreamId stream, SqlText sql, CancellationToken cancellation)
    {
        var events = new List<LogEvent>();
        using var row = Use(sql);
        while (row.Step()) events.Add(SqliteEventRows.Read(row, stream));
        return new(events);
    }

    private SqliteStatement Use(SqlText sql)
    {
        var statement = connection.Use(sql.ToString());
        for (var i = 0; i < sql.Parameters.Count; i++)
            _ = sql.Parameters[i] is long number ? statement.Bind(i + 1, number) : statement.Bind(i + 1, (string)sql.Parameters[i]);
        return statement;
    }
}
