using System.Text;

namespace Couplet.Server.Storage.Memory;

/// <summary>A page of an archive in memory: one look at every message.</summary>
internal static class MemoryArchiveQuery
{
    public static ArchivePage Run(MemoryStream? stream, ArchiveQuery query)
    {
        if (!Resolve(stream, query.AfterId, out var afterId) || !Resolve(stream, query.BeforeId, out var beforeId)
            || !Resolve(stream, query.After, out var after) || !Resolve(stream, query.Before is "" ? null : query.Before, out var before)
            || query.Ids?.All(id => stream?.Find(id) is not null) == false)
            return ArchivePage.Unknown;

        var matching = stream is null ? [] : Matching(stream, query, afterId ?? 0, beforeId ?? long.MaxValue);
        if (query.Max <= 0) return new ArchivePage { Count = matching.Count, Complete = matching.Count == 0 };

        var reachable = query.Index is { } index
            ? [.. matching.Skip(index)]
            : matching.FindAll(sequence => sequence > (after ?? 0) && sequence < (before ?? long.MaxValue));
        List<long> chosen = query.IsBackward ? [.. reachable.TakeLast(query.Max)] : [.. reachable.Take(query.Max)];
        var items = chosen.ConvertAll(sequence => stream!.Read(sequence));
        var page = new ArchivePage
        {
            Complete = items.Count == reachable.Count,
            Count = matching.Count,
            First = items.Count > 0 ? items[0].Archive!.Id : null,
            Last = items.Count > 0 ? items[^1].Archive!.Id : null,
            FirstIndex = items.Count > 0 ? matching.IndexOf(chosen[0]) : null,
        };
        if (query.Flip) items.Reverse();
        return page with { Items = items };
    }

    private static bool Resolve(MemoryStream? stream, string? id, out long? sequence)
    {
        sequence = null;
        if (id is null) return true;
        sequence = stream?.Find(id);
        return sequence is not null;
    }

    private static List<long> Matching(MemoryStream stream, ArchiveQuery query, long after, long before)
    {
        var words = SearchText.Words(query.Text);
        var with = query.With is null ? null : Encoding.UTF8.GetBytes(query.With);
        var resource = query.WithResource is null ? null : Encoding.UTF8.GetBytes(query.WithResource);
        var matching = new List<long>();
        foreach (var sequence in stream.Messages())
        {
            if (sequence <= after || sequence >= before) continue;
            var record = stream.Record(sequence);
            if ((with is null || record.With.SequenceEqual(with)) && (resource is null || record.WithResource.SequenceEqual(resource))
                && !(record.Time < query.Start) && !(record.Time > query.End)
                && query.Ids?.Contains(Encoding.UTF8.GetString(record.Id)) != false
                && (query.Text is null || (words.Count > 0 && words.All(SearchText.Words(record.Text).Contains))))
                matching.Add(sequence);
        }
        return matching;
    }
}
