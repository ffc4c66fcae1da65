using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>Events and rows of the table <c>events</c>.</summary>
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
                (SELECT max(sequence) FROM events WHERE stream = streams.id), (SELECT sequence FROM snapshots WHERE stream = streams.id), 0))
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

    public static void Insert(SqliteConnection connection, long stream, LogEvent item)
    {
        var words = item.Archive is { } entry ? SearchText.Words(entry.Text) : [];
        var joined = words.Count > 0 ? string.Join(' ', words) : null;
        using (var statement = connection.Use(
            """
            INSERT INTO events(stream, sequence, type, version, time, command_id, archive_id, with_jid, with_resource, origin_id, bytes, words, payload)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """))
        {
            statement.Bind(1, stream).Bind(2, item.Sequence).Bind(3, item.Type).Bind(4, item.Version).Bind(5, EventTime.ToStored(item.Time))
                .Bind(6, item.CommandId).Bind(7, item.Archive?.Id).Bind(8, item.Archive?.With).Bind(9, item.Archive?.WithResource)
                .Bind(10, item.Archive?.OriginId).Bind(12, joined).Bind(13, item.Payload.Span);
            _ = item.Archive is { } archived ? statement.Bind(11, archived.Bytes) : statement.BindNull(11);
            statement.Run();
        }
        if (joined is null) return;
        using var search = connection.Use("INSERT INTO search(rowid, stream, words) VALUES($1, $2, $3)");
        search.Bind(1, connection.LastRow).Bind(2, SearchScope(stream)).Bind(3, joined).Run();
    }

    /// <summary>A word that stands for the stream, so that a search looks through one stream only.</summary>
    public static string SearchScope(long stream) => $"s{stream}";

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
