namespace Couplet.Server.Storage.Memory;

/// <summary>A page of an archive in memory: one look at every message.</summary>
internal static class MemoryArchiveQuery
{
    public static ArchivePage Run(MemoryStream? stream, ArchiveQuery query)
    {
        stream ??= new MemoryStream();
        if (!Resolve(stream, query.AfterId, out var afterId) || !Resolve(stream, query.BeforeId, out var beforeId)
            || !Resolve(stream, query.After, out var after) || !Resolve(stream, query.Before is "" ? null : query.Before, out var before)
            || query.Ids?.All(stream.SequenceById.ContainsKey) == false)
            return ArchivePage.Unknown;

        var words = SearchText.Words(query.Text);
        var matching = stream.Archive
            .Where(a => a.Event.Sequence > (afterId ?? 0) && a.Event.Sequence < (beforeId ?? long.MaxValue) && Matches(a, query, words))
            .Select(a => a.Event).ToList();
        if (query.Max <= 0) return new ArchivePage { Count = matching.Count, Complete = matching.Count == 0 };

        var reachable = query.Index is { } index
            ? [.. matching.Skip(index)]
            : matching.FindAll(e => e.Sequence > (after ?? 0) && e.Sequence < (before ?? long.MaxValue));
        List<LogEvent> items = query.IsBackward ? [.. reachable.TakeLast(query.Max)] : [.. reachable.Take(query.Max)];
        var page = new ArchivePage
        {
            Complete = items.Count == reachable.Count,
            Count = matching.Count,
            First = items.Count > 0 ? items[0].Archive!.Id : null,
            Last = items.Count > 0 ? items[^1].Archive!.Id : null,
            FirstIndex = items.Count > 0 ? matching.IndexOf(items[0]) : null,
        };
        if (query.Flip) items.Reverse();
        return page with { Items = items };
    }

    private static bool Resolve(MemoryStream stream, string? id, out long? sequence)
    {
        sequence = null;
        if (id is null) return true;
        if (!stream.SequenceById.TryGetValue(id, out var found)) return false;
        sequence = found;
        return true;
    }

    private static bool Matches(ArchivedEvent archived, ArchiveQuery query, IReadOnlyCollection<string> words)
    {
        var entry = archived.Event.Archive!;
        return (query.With is null || entry.With == query.With)
            && (query.WithResource is null || entry.WithResource == query.WithResource)
            && !(archived.Event.Time < query.Start) && !(archived.Event.Time > query.End)
            && query.Ids?.Contains(entry.Id) != false
            && (query.Text is null || (words.Count > 0 && words.All(SearchText.Words(archived.Text).Contains)));
    }
}
