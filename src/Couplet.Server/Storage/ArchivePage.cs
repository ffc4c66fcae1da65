namespace Couplet.Server.Storage;

/// <summary>One page of an answer (XEP-0059).</summary>
public sealed record ArchivePage
{
    /// <summary>The answer when an id in the question is not in the archive: <c>item-not-found</c>.</summary>
    public static ArchivePage Unknown { get; } = new() { IsItemNotFound = true };

    /// <summary>An id in the question is not in the archive; everything else is empty.</summary>
    public bool IsItemNotFound { get; init; }

    /// <summary>The messages, oldest first unless flipped.</summary>
    public IReadOnlyList<LogEvent> Items { get; init; } = [];

    /// <summary>There is nothing further in the direction of paging.</summary>
    public bool Complete { get; init; }

    /// <summary>The id of the oldest item of the page, flipped or not.</summary>
    public string? First { get; init; }

    /// <summary>The id of the newest item of the page, flipped or not.</summary>
    public string? Last { get; init; }

    /// <summary>How many messages match in all; absent where they are too many to count in passing.</summary>
    public int? Count { get; init; }

    /// <summary>The place of <see cref="First"/> in the whole result, from 0; absent where counting would cost too much.</summary>
    public int? FirstIndex { get; init; }
}
