using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>A group of appends in one transaction.</summary>
internal sealed class PostgresGroup(IReadOnlyList<PostgresAppend> appends)
{
    private readonly Dictionary<string, long> epochs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> lasts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> streams = new(StringComparer.Ordinal);

    /// <summary>The transaction's number, by which a commit whose answer was lost can be asked for. 0 before there is anything to commit.</summary>
    public long Transaction { get; private set; }

    /// <summary>Decides and writes all of them.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Transaction = 0;
        var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await LookAsync(connection, cancellation).ConfigureAwait(false);
        var accepted = appends.Where(a => a.Decide(epochs, lasts)).ToList();
        if (accepted.Count == 0) return;
        await AddStreamsAsync(connection, accepted, cancellation).ConfigureAwait(false);
        var rows = new List<(long, LogEvent)>();
        foreach (var append in accepted)
            foreach (var item in append.Events.ToArray()) rows.Add((streams[item.Stream.Value], item));
        var insert = PostgresDatabase.Command(
            connection, $"WITH written AS ({PostgresEventRows.Insert}) SELECT txid_current()", PostgresEventRows.Columns(rows));
        await using var i = insert.ConfigureAwait(false);
        var number = (long)(await insert.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        Transaction = number;
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads epochs and last numbers. The epochs stay locked until the commit, so that who raises one knows that whatever the
    /// old owner has written is there to be read.
    /// </summary>
    private async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(connection);
        await using var b = batch.ConfigureAwait(false);
        Add(batch, "SELECT node, epoch FROM owners WHERE node = ANY($1) ORDER BY node FOR SHARE", [.. appends.Select(a => a.Owner.Node).Distinct()]);
        Add(
            batch,
            """
            SELECT s.name, s.id, greatest(s.trimmed, coalesce(
                (SELECT max(sequence) FROM events WHERE stream = s.id), (SELECT sequence FROM snapshots WHERE stream = s.id), 0))
            FROM streams s WHERE s.name = ANY($1)
            """,
            [.. appends.SelectMany(a => a.Streams).Distinct()]);
        var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using var r = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) epochs[reader.GetString(0)] = reader.GetInt64(1);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            streams[reader.GetString(0)] = reader.GetInt64(1);
            lasts[reader.GetString(0)] = reader.GetInt64(2);
        }
    }

    private async Task AddStreamsAsync(NpgsqlConnection connection, List<PostgresAppend> accepted, CancellationToken cancellation)
    {
        string[] missing = [.. accepted.SelectMany(a => a.Streams).Where(name => !streams.ContainsKey(name)).Distinct()];
        if (missing.Length == 0) return;
        var added = await PostgresDatabase.QueryAsync(
            connection,
            "INSERT INTO streams(name) SELECT unnest($1) ON CONFLICT(name) DO UPDATE SET name = excluded.name RETURNING name, id",
            [missing], row => (Name: row.GetString(0), Id: row.GetInt64(1)), cancellation).ConfigureAwait(false);
        foreach (var (name, id) in added) streams[name] = id;
    }

    private static void Add(NpgsqlBatch batch, string sql, string[] names) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter { Value = names } } });
}
