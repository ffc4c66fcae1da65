namespace Couplet.Server.Storage;

/// <summary>A question to a message archive: filters of XEP-0313 §4.1 and the page of XEP-0059. All filters must match.</summary>
public sealed record ArchiveQuery
{
    /// <summary>Only messages with this bare JID.</summary>
    public string? With { get; init; }

    /// <summary>Only messages with this resource of <see cref="With"/>.</summary>
    public string? WithResource { get; init; }

    /// <summary>Only messages of this time or later.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Only messages of this time or earlier.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Only messages before this one (the form's <c>before-id</c>).</summary>
    public string? BeforeId { get; init; }

    /// <summary>Only messages after this one (the form's <c>after-id</c>).</summary>
    public string? AfterId { get; init; }

    /// <summary>Only these messages (the form's <c>ids</c>).</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only messages with all of these words (XEP-0431).</summary>
    public string? Text { get; init; }

    /// <summary>The most items of the page. 0 asks for the count only.</summary>
    public int Max { get; init; } = 50;

    /// <summary>The page before this id; empty asks for the last page.</summary>
    public string? Before { get; init; }

    /// <summary>The page after this id.</summary>
    public string? After { get; init; }

    /// <summary>The page that starts at this place of the result, from 0.</summary>
    public int? Index { get; init; }

    /// <summary>The page's items newest first (XEP-0313 §4.3.4). The page itself stays the same.</summary>
    public bool Flip { get; init; }

    /// <summary>The page is counted from the end of the result.</summary>
    internal bool IsBackward => Before is not null && After is null && Index is null;
}
