using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>Removes the oldest messages, a portion at a time. Archives grow at their end only, so what was found old stays old.</summary>
internal static class SqliteRetention
{
    public static async Task<int> TrimAsync(
        SqliteWriter writer, SqliteReaders readers, StreamId stream, DateTimeOffset? olderThan, long? keepBytes, CancellationToken cancellation)
    {
        var span = await Task.Run(() => readers.Read(c => FindSpan(c, stream, olderThan, keepBytes)), cancellation).ConfigureAwait(false);
        if (span is not var (number, from, to)) return 0;
        var removed = 0;
        for (; from <= to; from += SqliteRemoval.Portion)
        {
            var (first, last) = (from, Math.Min(to, from + SqliteRemoval.Portion - 1));
            removed += await writer.WriteAsync(c => Remove(c, number, first, last), cancellation).ConfigureAwait(false);
        }
        return removed;
    }

    /// <summary>The events up to the first message that stays.</summary>
    private static (long Stream, long From, long To)? FindSpan(SqliteConnection connection, StreamId stream, DateTimeOffset? olderThan, long? keepBytes)
    {
        if (SqliteEventRows.FindStream(connection, stream) is not { } number) return null;
        using var first = connection.Use("SELECT min(sequence) FROM events WHERE stream = $1");
        if (first.Bind(1, number).Number() is not { } from) return null;
        using var sum = connection.Use("SELECT sum(bytes) FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND archive_id IS NOT NULL");
        var excess = keepBytes is { } keep ? (sum.Bind(1, number).Number() ?? 0) - keep : 0;
        var oldest = olderThan is { } limit ? EventTime.ToStored(limit) : long.MinValue;

        using var row = connection.Use(
            "SELECT sequence, time, bytes FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND archive_id IS NOT NULL ORDER BY sequence");
        row.Bind(1, number);
        while (row.Step())
        {
            if (excess <= 0 && row.Long(1) >= oldest) return (number, from, row.Long(0) - 1);
            excess -= row.Long(2);
        }
        return (number, from, SqliteEventRows.LastSequence(connection, number));
    }

    /// <summary>What the snapshot contains is deleted; what the log still needs only leaves the archive.</summary>
    private static int Remove(SqliteConnection connection, long stream, long from, long to)
    {
        SqliteRemoval.ForgetWords(connection, stream, from, to);
        int removed;
        using (var count = connection.Use(
            "SELECT count(*) FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND sequence BETWEEN $2 AND $3 AND archive_id IS NOT NULL"))
            removed = (int)(count.Bind(1, stream).Bind(2, from).Bind(3, to).Number() ?? 0);
        using (var delete = connection.Use(
            """
            DELETE FROM events WHERE stream = $1 AND sequence BETWEEN $2 AND $3
            AND sequence <= (SELECT sequence FROM snapshots WHERE stream = $1)
            """))
            delete.Bind(1, stream).Bind(2, from).Bind(3, to).Run();
        using var unlist = connection.Use(
            """
            UPDATE events SET archive_id = NULL, with_jid = NULL, with_resource = NULL, origin_id = NULL, bytes = NULL, words = NULL
            WHERE stream = $1 AND sequence BETWEEN $2 AND $3 AND archive_id IS NOT NULL
            """);
        unlist.Bind(1, stream).Bind(2, from).Bind(3, to).Run();
        return removed;
    }
}
