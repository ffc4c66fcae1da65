namespace Couplet.Server.Storage.Sql;

/// <summary>Cuts a page (XEP-0059) out of a table of events.</summary>
internal static class ArchivePaging
{
    /// <summary>Counting further than this costs more than a count is worth.</summary>
    private const int MaxCount = 10_000;

    /// <summary>The same where each costs more.</summary>
    private const int MaxSparseCount = 2_000;

    /// <param name="tables">The database.</param>
    /// <param name="stream">The archive.</param>
    /// <param name="number">Its number in the tables, if it is there.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async ValueTask<ArchivePage> QueryAsync(
        IArchiveTables tables, StreamId stream, long? number, ArchiveQuery query, CancellationToken cancellation)
    {
        // A stream that is not there has no id either: 0 finds none.
        var filter = new ArchiveFilter(tables, number ?? 0, query);
        if (!await filter.ResolveAsync(cancellation).ConfigureAwait(false)) return ArchivePage.Unknown;
        if (filter.IsEmpty) return new ArchivePage { Count = 0, Complete = true };
        if (query.Max <= 0)
        {
            var total = await CountAsync(tables, filter, null, cancellation).ConfigureAwait(false);
            return new ArchivePage { Count = total, Complete = total == 0 };
        }

        var isCounted = filter.HasWords && tables.CountsWordsFirst;
        var known = isCounted ? await CountAsync(tables, filter, null, cancellation).ConfigureAwait(false) : null;
        if (known == 0) return new ArchivePage { Count = 0, Complete = true };
        var direction = query.IsBackward ? " DESC" : "";
        var sql = filter.Select(IArchiveTables.Columns, isBounded: true, isRare: known is not null)
            .Add($" ORDER BY {filter.Order}{direction} LIMIT ", (long)query.Max + 1).Add(" OFFSET ", (long)(query.Index ?? 0));
        var items = await tables.RowsAsync(stream, sql, cancellation).ConfigureAwait(false);
        var isComplete = items.Count <= query.Max;
        if (!isComplete) items.RemoveAt(query.Max);
        if (query.IsBackward) items.Reverse();

        var isWhole = isComplete && query is { After: null, Before: null or "", Index: null };
        var count = isCounted ? known : isWhole ? items.Count : await CountAsync(tables, filter, null, cancellation).ConfigureAwait(false);
        var page = new ArchivePage { Items = items, Complete = isComplete, Count = count };
        if (items.Count == 0) return page;
        page = page with
        {
            First = items[0].Archive!.Id,
            Last = items[^1].Archive!.Id,
            FirstIndex = query switch
            {
                { Index: { } index } => index,
                { After: null, Before: null } => 0,
                { After: null, Before: "" } => count - items.Count,
                _ => await CountAsync(tables, filter, items[0].Sequence, cancellation).ConfigureAwait(false),
            },
        };
        if (query.Flip) items.Reverse();
        return page;
    }

    /// <summary>How many match in all, or before an event; nothing where they are too many.</summary>
    private static async ValueTask<int?> CountAsync(IArchiveTables tables, ArchiveFilter filter, long? before, CancellationToken cancellation)
    {
        var most = filter.IsSparse ? MaxSparseCount : MaxCount;
        var inner = before is null ? filter.Count() : filter.Select("1", isBounded: false);
        if (before is { } sequence) inner.Add(" AND e.sequence < ", sequence);
        var outer = new SqlText().Add($"SELECT count(*) FROM ({inner} LIMIT {most + 1}) AS matching");
        outer.Parameters.AddRange(inner.Parameters);
        var count = await tables.NumberAsync(outer, cancellation).ConfigureAwait(false) ?? 0;
        return count <= most ? (int)count : null;
    }
}
