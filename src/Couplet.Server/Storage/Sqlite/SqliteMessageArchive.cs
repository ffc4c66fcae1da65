using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

internal sealed class SqliteMessageArchive(SqliteWriter writer, SqliteReaders readers) : IMessageArchive
{
    // Not on the caller's thread: a search through a large archive takes its time.
    public ValueTask<ArchivePage> QueryAsync(StreamId stream, ArchiveQuery query, CancellationToken cancellation = default) =>
        new(Task.Run(
            async () =>
            {
                await SettleAsync(stream, cancellation).ConfigureAwait(false);
                return readers.Read(connection => Query(connection, stream, query, cancellation));
            },
            cancellation));

    private async ValueTask SettleAsync(StreamId stream, CancellationToken cancellation)
    {
        var unsettled = readers.Read(c => SqliteEventRows.FindStream(c, stream) is { } number && SqliteTail.Holds(c, number) ? number : default(long?));
        if (unsettled is not { } found) return;
        await writer.WriteAsync(
            connection =>
            {
                SqliteTail.Settle(connection, found);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    private static ArchivePage Query(SqliteConnection connection, StreamId stream, ArchiveQuery query, CancellationToken cancellation)
    {
        var number = SqliteEventRows.FindStream(connection, stream);
        var page = ArchivePaging.QueryAsync(new SqliteArchiveTables(connection), stream, number, query, cancellation);
        // SQLite answers at once, so there is nothing to wait for.
        return page.IsCompleted ? page.GetAwaiter().GetResult() : throw new InvalidOperationException("A read of SQLite went asynchronous.");
    }

    public async ValueTask<ArchiveMetadata?> MetadataAsync(StreamId stream, CancellationToken cancellation = default)
    {
        await SettleAsync(stream, cancellation).ConfigureAwait(false);
        return readers.Read(connection =>
            SqliteEventRows.FindStream(connection, stream) is { } number
            && Edge(connection, number, "ORDER BY sequence LIMIT 1") is var (firstId, firstTime)
            && Edge(connection, number, "ORDER BY sequence DESC LIMIT 1") is var (lastId, lastTime)
                ? new ArchiveMetadata(firstId, firstTime, lastId, lastTime)
                : null);
    }

    private static (string Id, DateTimeOffset Time)? Edge(SqliteConnection connection, long stream, string order)
    {
        using var row = connection.Use(
            $"SELECT archive_id, time FROM events INDEXED BY archive_by_sequence WHERE stream = $1 AND archive_id IS NOT NULL {order}");
        return row.Bind(1, stream).Step() ? (row.Text(0), EventTime.FromStored(row.Long(1))) : null;
    }

    public async ValueTask<int> TrimAsync(StreamId stream, Retention retention, CancellationToken cancellation = default)
    {
        await SettleAsync(stream, cancellation).ConfigureAwait(false);
        return await SqliteRetention.TrimAsync(writer, readers, stream, retention, cancellation).ConfigureAwait(false);
    }

    public ValueTask<TrimmedPart> TrimmedAsync(StreamId stream, CancellationToken cancellation = default) => new(readers.Read(connection =>
    {
        using var row = connection.Use("SELECT trimmed, trimmed_events FROM streams WHERE name = $1");
        return row.Bind(1, stream.Value).Step() ? new TrimmedPart(row.Long(0), row.Long(1)) : default;
    }));

    public ValueTask<ReplaceResult> ReplaceAsync(
        OwnerToken owner, StreamId stream, string id, string type, int version, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        new(writer.WriteAsync(
            connection =>
            {
                if (SqliteEventRows.IsFenced(connection, owner)) return ReplaceResult.Fenced;
                if (SqliteEventRows.FindStream(connection, stream) is not { } number) return ReplaceResult.NotFound;
                SqliteTail.Settle(connection, number);
                long? sequence;
                using (var find = connection.Use("SELECT sequence FROM events WHERE stream = $1 AND archive_id = $2"))
                    sequence = find.Bind(1, number).Bind(2, id).Number();
                if (sequence is not { } found) return ReplaceResult.NotFound;
                SqliteRemoval.ForgetWords(connection, number, found, found);
                using var update = connection.Use(
                    "UPDATE events SET type = $1, version = $2, payload = $3, words = NULL WHERE stream = $4 AND sequence = $5");
                update.Bind(1, type).Bind(2, version).Bind(3, payload.Span).Bind(4, number).Bind(5, found).Run();
                return ReplaceResult.Replaced;
            },
            cancellation));
}
