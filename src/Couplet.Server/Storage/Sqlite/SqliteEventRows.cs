using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>Streams, and events as rows of the tables <c>events</c> and <c>tail</c>.</summary>
internal static class SqliteEventRows
{
    public static long? FindStream(SqliteConnection connection, StreamId stream)
    {
        using var statement = connection.Use("SELECT id FROM streams WHERE name = $1");
        return statement.Bind(1, stream.Value).Number();
    }

    public static long FindOrAddStream(SqliteConnection connection, StreamId stream) =>
        FindStream(connection, stream) ?? AddStream(connection, stream);

    /// <summary>The stream, if it is known, and its last number, which retention may have removed.</summary>
    public static (long? Stream, long Last) FindEnd(SqliteConnection connection, StreamId stream)
    {
        using var end = connection.Use(
            """
            SELECT id, max(trimmed, coalesce(
                (SELECT max(sequence) FROM tail WHERE stream = streams.id), (SELECT max(sequence) FROM events WHERE stream = streams.id),
                (SELECT sequence FROM snapshots WHERE stream = streams.id), 0))
            FROM streams WHERE name = $1
            """);
        return end.Bind(1, stream.Value).Step() ? (end.Long(0), end.Long(1)) : (null, 0);
    }

    public static long AddStream(SqliteConnection connection, StreamId stream)
    {
        using var statement = connection.Use("INSERT INTO streams(name) VALUES($1)");
        statement.Bind(1, stream.Value).Run();
        return connection.LastRow;
    }

    public static bool IsFenced(SqliteConnection connection, OwnerToken owner)
    {
        using var statement = connection.Use("SELECT epoch FROM owners WHERE node = $1");
        return statement.Bind(1, owner.Node).Number() > owner.Epoch;
    }

    /// <summary>A word that stands for the stream, so that a search looks through one stream only.</summary>
    public static string SearchScope(long stream) => $"s{stream}";

    /// <summary>The same in SQL, of a column.</summary>
    public static string SearchScopeOf(string column) => $"'s' || {column}";

    /// <summary>The event in the current row, whose columns are <see cref="IArchiveTables.Columns"/>.</summary>
    public static LogEvent Read(SqliteStatement row, StreamId stream) => new()
    {
        Stream = stream,
        Sequence = row.Long(0),
        Type = row.Text(1),
        Version = (int)row.Long(2),
        Time = EventTime.FromStored(row.Long(3)),
        CommandId = row.TextOrNull(4),
        Archive = row.TextOrNull(5) is not { } id ? null : new ArchiveEntry
        {
            Id = id, With = row.Text(6), WithResource = row.TextOrNull(7), OriginId = row.TextOrNull(8), Bytes = (int)row.Long(9),
        },
        Payload = row.Blob(10),
    };
}
