namespace Couplet.Server.Storage.Memory;

/// <summary>One stream: its events, and those of them that are in the archive with the text that a search looks through.</summary>
internal sealed class MemoryStream
{
    /// <summary>The events that have not been trimmed away, in the order of their numbers.</summary>
    public List<LogEvent> Events { get; } = [];

    public List<ArchivedEvent> Archive { get; } = [];

    public Dictionary<string, long> SequenceById { get; } = new(StringComparer.Ordinal);

    public Snapshot? Snapshot { get; set; }

    public TrimmedPart Trimmed { get; set; }

    public long LastSequence => Math.Max(Events.Count > 0 ? Events[^1].Sequence : Snapshot?.Sequence ?? 0, Trimmed.Through);

    public void Add(LogEvent item)
    {
        if (item.Archive is { } entry)
        {
            item = item with { Archive = entry with { Text = null } };
            Archive.Add(new ArchivedEvent(item, entry.Text));
            SequenceById.Add(entry.Id, item.Sequence);
        }
        Events.Add(item);
    }

    /// <summary>Where the event, or the first after it, stands in <see cref="Events"/>.</summary>
    public int IndexOf(long sequence)
    {
        var (low, high) = (0, Events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Events[middle].Sequence < sequence) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/// <summary>A message of the archive. Its words are looked for when somebody searches: most texts are never searched.</summary>
internal readonly record struct ArchivedEvent(LogEvent Event, string? Text);
