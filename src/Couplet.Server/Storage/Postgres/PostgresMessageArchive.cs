using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Postgres;

internal sealed class PostgresMessageArchive(PostgresDatabase database) : IMessageArchive
{
    private readonly PostgresArchiveTables tables = new(database);

    public async ValueTask<ArchivePage> QueryAsync(StreamId stream, ArchiveQuery query, CancellationToken cancellation = default)
    {
        var number = await FindStreamAsync(stream, cancellation).ConfigureAwait(false);
        return await ArchivePaging.QueryAsync(tables, stream, number, query, cancellation).ConfigureAwait(false);
    }

    private async Task<long?> FindStreamAsync(StreamId stream, CancellationToken cancellation)
    {
        var found = await database.QueryAsync("SELECT id FROM streams WHERE name = $1", [stream.Value], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return found is [var number] ? number : null;
    }

    public async ValueTask<ArchiveMetadata?> MetadataAsync(StreamId stream, CancellationToken cancellation = default)
    {
        if (await FindStreamAsync(stream, cancellation).ConfigureAwait(false) is not { } number) return null;
        var edges = await database.QueryAsync(
            """
            (SELECT archive_id, time FROM events WHERE stream = $1 AND archive_id IS NOT NULL ORDER BY sequence LIMIT 1) UNION ALL
            (SELECT archive_id, time FROM events WHERE stream = $1 AND archive_id IS NOT NULL ORDER BY sequence DESC LIMIT 1)
            """,
            [number], row => (Id: row.GetString(0), Time: EventTime.FromStored(row.GetInt64(1))), cancellation).ConfigureAwait(false);
        return edges is [var first, var last] ? new ArchiveMetadata(first.Id, first.Time, last.Id, last.Time) : null;
    }

    public async ValueTask<int> TrimAsync(StreamId stream, DateTimeOffset? olderThan, long? keepBytes, CancellationToken cancellation = default)
    {
        if (await FindStreamAsync(stream, cancellation).ConfigureAwait(false) is not { } number) return 0;
        var limit = olderThan is { } time ? EventTime.ToStored(time) : long.MinValue;
        // The first message that is young enough and has no more after it than may be kept.
        var kept = await database.QueryAsync(
            keepBytes is null
                ? "SELECT sequence FROM events WHERE stream = $1 AND archive_id IS NOT NULL AND time >= $2 AND $3 > 0 ORDER BY sequence LIMIT 1"
                : """
                  SELECT min(sequence) FROM (
                      SELECT sequence, time, sum(bytes) OVER (ORDER BY sequence DESC) AS size FROM events WHERE stream = $1 AND archive_id IS NOT NULL) AS e
                  WHERE time >= $2 AND size <= $3 HAVING count(*) > 0
                  """,
            [number, limit, keepBytes ?? 1], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        var first = kept is [var sequence] ? sequence : long.MaxValue;
        var removed = await database.ExecuteAsync(
            """
            UPDATE events SET archive_id = NULL, with_jid = NULL, with_resource = NULL, origin_id = NULL, bytes = NULL, search = NULL
            WHERE stream = $1 AND sequence < $2 AND archive_id IS NOT NULL
            """,
            [number, first], cancellation).ConfigureAwait(false);
        await database.ExecuteAsync(
            "DELETE FROM events WHERE stream = $1 AND sequence < $2 AND sequence <= (SELECT sequence FROM snapshots WHERE stream = $1)",
            [number, first], cancellation).ConfigureAwait(false);
        return removed;
    }

    public ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        new(database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var epochs = await PostgresDatabase.QueryAsync(
                    connection, "SELECT epoch FROM owners WHERE node = $1 FOR SHARE", [owner.Node], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
                if (epochs is [var epoch] && epoch > owner.Epoch) return ReplaceResult.Fenced;
                var found = await PostgresDatabase.QueryAsync(
                    connection,
                    """
                    UPDATE events SET type = $1, version = $2, payload = $3, search = NULL
                    WHERE stream = (SELECT id FROM streams WHERE name = $4) AND archive_id = $5 RETURNING sequence
                    """,
                    [type, version, payload, stream.Value, id], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return found.Count > 0 ? ReplaceResult.Replaced : ReplaceResult.NotFound;
            },
            cancellation));
}
