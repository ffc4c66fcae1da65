using System.Runtime.CompilerServices;
using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Postgres;

internal sealed class PostgresEventLog(PostgresDatabase database, PostgresWriter writer) : IEventLog
{
    /// <summary>Events read at once: no connection is held while the caller is at work.</summary>
    private const int Page = 500;

    public ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default)
    {
        var runs = AppendCheck.Runs(events.Span);
        cancellation.ThrowIfCancellationRequested();
        return new(writer.AppendAsync(new PostgresAppend(owner, events, runs)));
    }

    public async ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default)
    {
        var found = await database.QueryAsync(
            """
            SELECT greatest(s.trimmed, coalesce(
                (SELECT max(sequence) FROM events WHERE stream = s.id), (SELECT sequence FROM snapshots WHERE stream = s.id), 0))
            FROM streams s WHERE s.name = $1
            """,
            [stream.Value], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    public async IAsyncEnumerable<LogEvent> ReadAsync(
        StreamId stream, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var from = fromSequence; ;)
        {
            var page = await database.QueryAsync(
                $"""
                SELECT {IArchiveTables.Columns} FROM events e WHERE e.stream = (SELECT id FROM streams WHERE name = $1) AND e.sequence >= $2
                ORDER BY e.sequence LIMIT {Page}
                """,
                [stream.Value, from], row => PostgresEventRows.Read(row, stream), cancellation).ConfigureAwait(false);
            foreach (var item in page) yield return item;
            if (page.Count < Page) yield break;
            from = page[^1].Sequence + 1;
        }
    }

    public async ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default)
    {
        var found = await database.QueryAsync(
            "SELECT s.sequence, s.version, s.payload FROM streams n JOIN snapshots s ON s.stream = n.id WHERE n.name = $1",
            [stream.Value], row => new Snapshot(stream, row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2)), cancellation).ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    public ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default) => new(PostgresFence.ExecuteAsync(
        database, owner,
        """
        WITH named AS (INSERT INTO streams(name) VALUES($1) ON CONFLICT(name) DO UPDATE SET name = excluded.name RETURNING id)
        INSERT INTO snapshots AS s(stream, sequence, version, payload) SELECT id, $2, $3, $4 FROM named ON CONFLICT(stream) DO UPDATE
        SET sequence = excluded.sequence, version = excluded.version, payload = excluded.payload WHERE excluded.sequence >= s.sequence
        """,
        [snapshot.Stream.Value, snapshot.Sequence, snapshot.Version, snapshot.Payload], cancellation));

    public async IAsyncEnumerable<StreamId> StreamsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var names = await database.QueryAsync(
            "SELECT name FROM streams WHERE name >= $1 AND starts_with(name, $1) ORDER BY name", [prefix], row => row.GetString(0), cancellation)
            .ConfigureAwait(false);
        foreach (var name in names) yield return new StreamId(name);
    }

    public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default) => new(PostgresFence.ExecuteAsync(
        database, owner,
        """
        WITH named AS (DELETE FROM streams WHERE name = $1 RETURNING id),
        snapshot AS (DELETE FROM snapshots USING named WHERE stream = named.id)
        DELETE FROM events USING named WHERE stream = named.id
        """,
        [stream.Value], cancellation));

    public async ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default)
    {
        var epochs = await database.QueryAsync(
            "INSERT INTO owners AS o(node, epoch) VALUES($1, 1) ON CONFLICT(node) DO UPDATE SET epoch = o.epoch + 1 RETURNING epoch",
            [node], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return new OwnerToken(node, epochs[0]);
    }
}
