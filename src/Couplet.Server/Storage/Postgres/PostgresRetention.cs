using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>Removes the oldest messages, a portion at a time. Archives grow at their end only, so what was found old stays old.</summary>
internal static class PostgresRetention
{
    /// <summary>Messages removed in one transaction.</summary>
    private const int Portion = 2_000;

    public static async ValueTask<int> TrimAsync(PostgresDatabase database, long stream, Retention retention, CancellationToken cancellation)
    {
        if (await FirstKeptAsync(database, stream, retention, cancellation).ConfigureAwait(false) is not { } first) return 0;
        for (var removed = 0; ;)
        {
            var portion = await RemoveAsync(database, stream, first, retention.PassingType, cancellation).ConfigureAwait(false);
            removed += portion;
            if (portion < Portion) return removed;
        }
    }

    /// <summary>
    /// The number of the first message that is young enough and has no more after it than may be kept. Where there is none it is the one after
    /// the last: what comes from now on is for the next time. Null for an empty archive.
    /// </summary>
    private static async ValueTask<long?> FirstKeptAsync(PostgresDatabase database, long stream, Retention retention, CancellationToken cancellation)
    {
        var limit = retention.OlderThan is { } time ? EventTime.ToStored(time) : long.MinValue;
        var kept = retention is { KeepBytes: null, KeepMessages: null }
            ? await database.QueryAsync(
                """
                SELECT coalesce(
                    (SELECT sequence FROM events WHERE stream = $1 AND archive_id IS NOT NULL AND time >= $2 ORDER BY sequence LIMIT 1),
                    (SELECT max(sequence) + 1 FROM events WHERE stream = $1 AND archive_id IS NOT NULL))
                """,
                [stream, limit], row => row.IsDBNull(0) ? default(long?) : row.GetInt64(0), cancellation).ConfigureAwait(false)
            : await database.QueryAsync(
                """
                SELECT coalesce(min(sequence) FILTER (WHERE time >= $2 AND size <= $3 AND place <= $4), max(sequence) + 1) FROM (
                    SELECT sequence, time, sum(bytes) OVER places AS size, row_number() OVER places AS place
                    FROM events WHERE stream = $1 AND archive_id IS NOT NULL WINDOW places AS (ORDER BY sequence DESC)) AS e
                """,
                [stream, limit, retention.KeepBytes ?? long.MaxValue, retention.KeepMessages ?? long.MaxValue],
                row => row.IsDBNull(0) ? default(long?) : row.GetInt64(0), cancellation).ConfigureAwait(false);
        return kept[0];
    }

    /// <summary>In one statement, so that the last number is known in every moment.</summary>
    private static async ValueTask<int> RemoveAsync(
        PostgresDatabase database, long stream, long before, string? passing, CancellationToken cancellation)
    {
        var removed = await database.QueryAsync(
            """
            WITH portion AS (
                SELECT sequence FROM events WHERE stream = $1 AND archive_id IS NOT NULL AND sequence < $2 ORDER BY sequence LIMIT $3),
            edge AS (SELECT max(sequence) AS last, count(*) AS messages FROM portion),
            gone AS (
                DELETE FROM events e USING streams s, edge WHERE s.id = $1 AND e.stream = $1 AND e.sequence > s.trimmed
                AND e.sequence <= edge.last AND (e.archive_id IS NOT NULL OR e.type = $4) RETURNING 1)
            UPDATE streams SET trimmed = edge.last, trimmed_events = trimmed_events + (SELECT count(*) FROM gone)
            FROM edge WHERE id = $1 AND edge.messages > 0 RETURNING edge.messages
            """,
            [stream, before, Portion, passing ?? ""], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return removed is [var messages] ? (int)messages : 0;
    }
}
