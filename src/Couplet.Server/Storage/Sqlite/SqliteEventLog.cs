using System.Runtime.CompilerServices;
using Couplet.Server.Storage.Sql;

namespace Couplet.Server.Storage.Sqlite;

internal sealed class SqliteEventLog(SqliteWriter writer, SqliteReaders readers) : IEventLog
{
    /// <summary>Events read at once: no connection is held while the caller is at work.</summary>
    private const int Page = 500;

    public ValueTask<AppendResult> AppendAsync(OwnerToken owner, ReadOnlyMemory<LogEvent> events, CancellationToken cancellation = default)
    {
        var runs = AppendCheck.Runs(events.Span);
        return new(writer.WriteAsync(connection => Append(connection, owner, events.Span, runs), cancellation));
    }

    /// <summary>All that can refuse the append is looked at first, so that a refusal has nothing to undo.</summary>
    private static AppendResult Append(SqliteConnection connection, OwnerToken owner, ReadOnlySpan<LogEvent> events, int[] runs)
    {
        if (SqliteEventRows.IsFenced(connection, owner)) return AppendResult.Fenced;
        var numbers = new long?[runs.Length];
        for (var run = 0; run < runs.Length; run++)
        {
            var first = events[runs[run]];
            (numbers[run], var last) = SqliteEventRows.FindEnd(connection, first.Stream);
            if (last + 1 != first.Sequence) return AppendResult.SequenceTaken;
        }
        for (var run = 0; run < runs.Length; run++)
        {
            var stream = numbers[run] ?? SqliteEventRows.AddStream(connection, events[runs[run]].Stream);
            var end = run + 1 < runs.Length ? runs[run + 1] : events.Length;
            foreach (var item in events[runs[run]..end]) SqliteTail.Insert(connection, stream, item);
        }
        return AppendResult.Committed;
    }

    public ValueTask<long> LastSequenceAsync(StreamId stream, CancellationToken cancellation = default) => new(readers.Read(
        connection => SqliteEventRows.FindEnd(connection, stream).Last));

    public async IAsyncEnumerable<LogEvent> ReadAsync(
        StreamId stream, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        for (var from = fromSequence; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = readers.Read(connection => ReadPage(connection, stream, from));
            foreach (var item in page) yield return item;
            if (page.Count < Page) yield break;
            from = page[^1].Sequence + 1;
        }
    }

    private static List<LogEvent> ReadPage(SqliteConnection connection, StreamId stream, long from)
    {
        var events = new List<LogEvent>();
        if (SqliteEventRows.FindStream(connection, stream) is not { } number) return events;
        // One moment of both tables: no event settles in between.
        connection.Run("BEGIN");
        try
        {
            ReadFrom("events");
            if (events.Count < Page) ReadFrom("tail");
        }
        finally
        {
            connection.Run("COMMIT");
        }
        return events;

        void ReadFrom(string table)
        {
            using var row = connection.Use(
                $"SELECT {IArchiveTables.Columns} FROM {table} e WHERE e.stream = $1 AND e.sequence >= $2 ORDER BY e.sequence LIMIT {Page}");
            row.Bind(1, number).Bind(2, from);
            while (row.Step()) events.Add(SqliteEventRows.Read(row, stream));
        }
    }

    public ValueTask<Snapshot?> LoadSnapshotAsync(StreamId stream, CancellationToken cancellation = default) => new(readers.Read(connection =>
    {
        using var row = connection.Use(
            "SELECT s.sequence, s.version, s.payload FROM streams n JOIN snapshots s ON s.stream = n.id WHERE n.name = $1");
        return row.Bind(1, stream.Value).Step() ? new Snapshot(stream, row.Long(0), (int)row.Long(1), row.Blob(2)) : null;
    }));

    public ValueTask<bool> SaveSnapshotAsync(OwnerToken owner, Snapshot snapshot, CancellationToken cancellation = default) => new(writer.WriteAsync(
        connection =>
        {
            if (SqliteEventRows.IsFenced(connection, owner)) return false;
            var stream = SqliteEventRows.FindOrAddStream(connection, snapshot.Stream);
            using var statement = connection.Use(
                """
                INSERT INTO snapshots(stream, sequence, version, payload) VALUES($1, $2, $3, $4) ON CONFLICT(stream) DO UPDATE
                SET sequence = excluded.sequence, version = excluded.version, payload = excluded.payload WHERE excluded.sequence >= sequence
                """);
            statement.Bind(1, stream).Bind(2, snapshot.Sequence).Bind(3, snapshot.Version).Bind(4, snapshot.Payload.Span).Run();
            return true;
        },
        cancellation));

    public async IAsyncEnumerable<StreamId> StreamsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        var names = readers.Read(connection =>
        {
            var found = new List<string>();
            using var row = connection.Use("SELECT name FROM streams WHERE name >= $1 ORDER BY name");
            row.Bind(1, prefix);
            while (row.Step() && row.Text(0) is var name && name.StartsWith(prefix, StringComparison.Ordinal)) found.Add(name);
            return found;
        });
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new StreamId(name);
        }
    }

    public ValueTask<bool> DeleteStreamAsync(OwnerToken owner, StreamId stream, CancellationToken cancellation = default) =>
        new(SqliteRemoval.DeleteStreamAsync(writer, owner, stream, cancellation));

    public ValueTask<OwnerToken> ClaimAsync(string node, CancellationToken cancellation = default) => new(writer.WriteAsync(
        connection =>
        {
            using var statement = connection.Use(
                "INSERT INTO owners(node, epoch) VALUES($1, 1) ON CONFLICT(node) DO UPDATE SET epoch = epoch + 1 RETURNING epoch");
            return new OwnerToken(node, statement.Bind(1, node).Number()!.Value);
        },
        cancellation));
}
