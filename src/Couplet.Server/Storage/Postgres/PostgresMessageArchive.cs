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

    public async ValueTask<int> TrimAsync(StreamId stream, Retention retention, CancellationToken cancellation = default) =>
        await FindStreamAsync(stream, cancellation).ConfigureAwait(false) is { } number
            ? await PostgresRetention.TrimAsync(database, number, retention, cancellation).ConfigureAwait(false) : 0;

    public async ValueTask<TrimmedPart> TrimmedAsync(StreamId stream, CancellationToken cancellation = default)
    {
        var found = await database.QueryAsync(
            "SELECT trimmed, trimmed_events FROM streams WHERE name = $1", [stream.Value],
            row => new TrimmedPart(row.GetInt64(0), row.GetInt64(1)), cancellation).ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    public ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        new(PostgresFence.RunAsync(
            database, owner, ReplaceResult.Fenced,
            async connection =>
            {
                var found = await PostgresDatabase.QueryAsync(
                    connection,
                    """
                    UPDATE events SET type = $1, version = $2, payload = $3, search = NULL
                    WHERE stream = (SELECT id FROM streams WHERE name = $4) AND archive_id = $5 RETURNING sequence
                    """,
                    [type, version, payload, stream.Value, id], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
                return found.Count > 0 ? ReplaceResult.Replaced : ReplaceResult.NotFound;
            },
            cancellation));
}
