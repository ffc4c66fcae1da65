namespace Couplet.Server.Storage.Sql;

/// <summary>A query with its ids looked up: what is left is SQL.</summary>
internal sealed class ArchiveFilter(IArchiveTables tables, long stream, ArchiveQuery query)
{
    /// <summary>
    /// Time runs with the numbers, but for a clock that stepped back. Messages that stand at most so many places from where
    /// their time would have them are found by time.
    /// </summary>
    private const int MaxDisorder = 1000;

    private readonly IReadOnlyCollection<string> words = SearchText.Words(query.Text);
    private ArchivePosition? afterId;
    private ArchivePosition? beforeId;
    private ArchivePosition? after;
    private ArchivePosition? before;
    private List<long>? sequences;
    private long? lowest;
    private long? highest;

    /// <summary>Nothing can match.</summary>
    public bool IsEmpty { get; private set; } = query.Text is not null && SearchText.Words(query.Text).Count == 0;

    /// <summary>What puts the rows in the order of the log.</summary>
    public string Order => words.Count > 0 ? tables.WordsOrder : "e.sequence";

    /// <summary>Messages are looked for by their words.</summary>
    public bool HasWords => words.Count > 0;

    /// <summary>Many messages may have to be passed over for each that matches, or looked for elsewhere.</summary>
    public bool IsSparse => words.Count > 0 || query.WithResource is not null;

    private bool IsWordsAlone => words.Count > 0 && sequences is null && afterId is null && beforeId is null
        && query is { With: null, WithResource: null, Start: null, End: null };

    /// <summary>Looks the ids up.</summary>
    /// <returns>All of them are there.</returns>
    public async ValueTask<bool> ResolveAsync(CancellationToken cancellation)
    {
        if (query.AfterId is { } a && (afterId = await tables.FindAsync(stream, a, cancellation).ConfigureAwait(false)) is null) return false;
        if (query.BeforeId is { } b && (beforeId = await tables.FindAsync(stream, b, cancellation).ConfigureAwait(false)) is null) return false;
        if (query.After is { } c && (after = await tables.FindAsync(stream, c, cancellation).ConfigureAwait(false)) is null) return false;
        if (query.Before is { Length: > 0 } d && (before = await tables.FindAsync(stream, d, cancellation).ConfigureAwait(false)) is null) return false;
        if (query.Ids is { } ids)
        {
            sequences = [];
            foreach (var id in ids)
                if (await tables.FindAsync(stream, id, cancellation).ConfigureAwait(false) is { } found) sequences.Add(found.Sequence);
                else return false;
            IsEmpty |= sequences.Count == 0;
        }
        if (query.Start is { } start) lowest = await EdgeAsync(" AND e.time >= ", start, " ORDER BY e.time, e.sequence LIMIT 1", cancellation).ConfigureAwait(false);
        if (query.End is { } end) highest = await EdgeAsync(" AND e.time <= ", end, " ORDER BY e.time DESC, e.sequence DESC LIMIT 1", cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>A row for each message that matches, with nothing in it.</summary>
    public SqlText Count() => IsWordsAlone && tables.WordsAlone is { } alone
        ? new SqlText().Add($"SELECT 1 FROM {alone} WHERE ").Add(tables.WordsCondition, tables.WordsParameter(stream, words))
        : Select("1", isBounded: false);

    /// <summary>A statement over the messages that match: without bounds all of them, with bounds those the page may be cut from.</summary>
    /// <param name="columns">What is wanted of them.</param>
    /// <param name="isBounded">Within the bounds of the page.</param>
    /// <param name="isRare">Few have the words: they are found first, and all else is asked of them.</param>
    public SqlText Select(string columns, bool isBounded, bool isRare = false)
    {
        var from = words.Count > 0 ? tables.ByWords : query.With is not null ? tables.ByWith : tables.BySequence;
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM ");
        // A planner does not look behind OFFSET, so it cannot come upon reading the archive in order until the words turn up.
        if (isRare) sql.Add($"(SELECT * FROM {from} WHERE ").Add(tables.WordsCondition, tables.WordsParameter(stream, words)).Add(" OFFSET 0) AS e WHERE ");
        else sql.Add(from).Add(" WHERE ");
        if (words.Count > 0 && !isRare) sql.Add(tables.WordsCondition, tables.WordsParameter(stream, words)).Add(" AND ");
        sql.Add("e.stream = ", stream).Add(" AND e.archive_id IS NOT NULL");
        if (query.With is { } with) sql.Add(" AND e.with_jid = ", with);
        if (query.WithResource is { } resource) sql.Add(" AND e.with_resource = ", resource);
        if (query.Start is { } start) sql.Add(" AND e.time >= ", EventTime.ToStored(start)).Add(" AND e.sequence >= ", lowest!.Value - MaxDisorder);
        if (query.End is { } end) sql.Add(" AND e.time <= ", EventTime.ToStored(end)).Add(" AND e.sequence <= ", highest!.Value + MaxDisorder);
        Bound(sql, " > ", afterId);
        Bound(sql, " < ", beforeId);
        if (sequences is not null) sql.Add($" AND e.sequence IN ({string.Join(',', sequences)})");
        if (isBounded && query.Index is null)
        {
            Bound(sql, " > ", after);
            Bound(sql, " < ", before);
        }
        return sql;
    }

    private void Bound(SqlText sql, string comparison, ArchivePosition? bound)
    {
        if (bound is not { } position) return;
        sql.Add(" AND e.sequence" + comparison, position.Sequence);
        // The rows of a search come in the order of their row numbers; bounding these too saves stepping over the pages before.
        if (words.Count > 0 && tables.WordsOrder != "e.sequence") sql.Add($" AND {tables.WordsOrder}{comparison}", position.Row);
    }

    private async ValueTask<long?> EdgeAsync(string condition, DateTimeOffset time, string order, CancellationToken cancellation)
    {
        var sql = new SqlText().Add($"SELECT e.sequence FROM {tables.ByTime} WHERE e.stream = ", stream)
            .Add(" AND e.archive_id IS NOT NULL").Add(condition, EventTime.ToStored(time)).Add(order);
        var edge = await tables.NumberAsync(sql, cancellation).ConfigureAwait(false);
        IsEmpty |= edge is null;
        return edge;
    }
}
