using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>Removes the oldest messages, a portion at a time. Archives grow at their end only, so what was found old stays old.</summary>
internal static class SqliteRetention
{
    public static async Task<int> TrimAsync(
        SqliteWriter writer, SqliteReaders readers, StreamId stream, Retention retention, CancellationToken cancellation)
    {
        var span = await Task.Run(() => readers.Read(c => FindSpan(c, stream, retention)), cancellation).ConfigureAwait(false);
        if (span is not var (number, through)) return 0;
        for (var removed = 0; ;)
        {
            var portion = await writer.WriteAsync(c => Remove(c, number, through, retention.PassingType), cancellation).ConfigureAwait(false);
            removed += portion;
            if (portion < SqliteRemoval.Portion) return removed;
        }
    }

    /// <summary>The stream's number, and the last of the messages that go; nothing where none does.</summary>
    private static (long Stream, long Through)? FindSpan(SqliteConnection connection, StreamId stream, Retention retention)
    {
        if (SqliteEventRows.FindStream(connection, stream) is not { } number) return null;
        long bytes = 0, messages = 0, through = 0;
        if (retention is not { KeepBytes: null, KeepMessages: null })
        {
            using var sum = connection.Use(
                "SELECT total(bytes), count(*) FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND archive_id IS NOT NULL");
            sum.Bind(1, number).Step();
            if (retention.KeepBytes is { } size) bytes = sum.Long(0) - size;
            if (retention.KeepMessages is { } most) messages = sum.Long(1) - most;
        }
        var oldest = retention.OlderThan is { } limit ? EventTime.ToStored(limit) : long.MinValue;

        using var row = connection.Use(
            "SELECT sequence, time, bytes FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND archive_id IS NOT NULL ORDER BY sequence");
        row.Bind(1, number);
        while (row.Step() && (bytes > 0 || messages > 0 || row.Long(1) < oldest))
        {
            through = row.Long(0);
            bytes -= row.Long(2);
            messages--;
        }
        return through > 0 ? (number, through) : null;
    }

    /// <summary>Removes the oldest messages up to one, and takes note of it: their numbers are never given again.</summary>
    private static int Remove(SqliteConnection connection, long stream, long through, string? passing)
    {
        long trimmed, last, messages;
        using (var before = connection.Use("SELECT trimmed FROM streams WHERE id = $1"))
        {
            if (before.Bind(1, stream).Number() is not { } known) return 0; // deleted meanwhile
            trimmed = known;
        }
        using (var portion = connection.Use(
            """
            SELECT max(sequence), count(*) FROM (
                SELECT sequence FROM events INDEXED BY archive_by_sequence
                WHERE stream = $1 AND archive_id IS NOT NULL AND sequence <= $2 ORDER BY sequence LIMIT $3)
            """))
        {
            portion.Bind(1, stream).Bind(2, through).Bind(3, SqliteRemoval.Portion).Step();
            (last, messages) = (portion.Long(0), portion.Long(1));
        }
        if (messages == 0) return 0;
        SqliteRemoval.ForgetWords(connection, stream, trimmed + 1, last);
        using (var delete = connection.Use(
            "DELETE FROM events WHERE stream = $1 AND sequence BETWEEN $2 AND $3 AND (archive_id IS NOT NULL OR type = $4)"))
            delete.Bind(1, stream).Bind(2, trimmed + 1).Bind(3, last).Bind(4, passing ?? "").Run();
        using var note = connection.Use("UPDATE streams SET trimmed = $1, trimmed_events = trimmed_events + changes() WHERE id = $2");
        note.Bind(1, last).Bind(2, stream).Run();
        return (int)messages;
    }
}
