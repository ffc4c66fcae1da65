using Couplet.Server.Storage.Sql;
using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>Events and rows of the table <c>events</c>.</summary>
internal static class PostgresEventRows
{
    /// <summary>Inserts arrays of columns, one element per event.</summary>
    public const string Insert =
        """
        INSERT INTO events(
            stream, sequence, type, version, time, command_id, archive_id, with_jid, with_resource, origin_id, bytes, search, payload)
        SELECT stream, sequence, type, version, time, command_id, archive_id, with_jid, with_resource, origin_id, bytes,
            array_to_tsvector(string_to_array(words, ' ')), payload
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::int[], $12::text[], $13::bytea[])
            AS e(stream, sequence, type, version, time, command_id, archive_id, with_jid, with_resource, origin_id, bytes, words, payload)
        """;

    /// <summary>The parameters of <see cref="Insert"/>.</summary>
    public static object[] Columns(IReadOnlyList<(long Stream, LogEvent Event)> rows) =>
    [
        Column(rows, r => r.Stream), Column(rows, r => r.Event.Sequence), Column(rows, r => r.Event.Type), Column(rows, r => r.Event.Version),
        Column(rows, r => EventTime.ToStored(r.Event.Time)), Column(rows, r => r.Event.CommandId), Column(rows, r => r.Event.Archive?.Id),
        Column(rows, r => r.Event.Archive?.With), Column(rows, r => r.Event.Archive?.WithResource), Column(rows, r => r.Event.Archive?.OriginId),
        Column(rows, r => r.Event.Archive?.Bytes), Column(rows, r => Words(r.Stream, r.Event)), Column(rows, r => r.Event.Payload.ToArray()),
    ];

    /// <summary>A word that stands for the stream, so that a search looks through one stream only. No text has a word with such a sign.</summary>
    public static string SearchScope(long stream) => $"#{stream}";

    /// <summary>The event in the current row, whose columns are <see cref="IArchiveTables.Columns"/>.</summary>
    public static LogEvent Read(NpgsqlDataReader row, StreamId stream) => new()
    {
        Stream = stream,
        Sequence = row.GetInt64(0),
        Type = row.GetString(1),
        Version = row.GetInt32(2),
        Time = EventTime.FromStored(row.GetInt64(3)),
        CommandId = Text(row, 4),
        Archive = Text(row, 5) is not { } id ? null : new ArchiveEntry
        {
            Id = id, With = row.GetString(6), WithResource = Text(row, 7), OriginId = Text(row, 8), Bytes = row.GetInt32(9),
        },
        Payload = row.GetFieldValue<byte[]>(10),
    };

    private static T[] Column<T>(IReadOnlyList<(long Stream, LogEvent Event)> rows, Func<(long Stream, LogEvent Event), T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }

    private static string? Words(long stream, LogEvent item)
    {
        var words = item.Archive is { } entry ? SearchText.Words(entry.Text) : [];
        return words.Count > 0 ? $"{SearchScope(stream)} {string.Join(' ', words)}" : null;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
