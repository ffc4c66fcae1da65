namespace Couplet.Server.Storage;

/// <summary>What the message archive (XEP-0313) knows of an event besides its payload.</summary>
public sealed record ArchiveEntry
{
    /// <summary>The archive's id of the message, the <c>stanza-id</c> of XEP-0359. Unique in its stream, never used again.</summary>
    public required string Id { get; init; }

    /// <summary>Whom the message is with: a bare JID.</summary>
    public required string With { get; init; }

    /// <summary>The resource of <see cref="With"/>, when it has one.</summary>
    public string? WithResource { get; init; }

    /// <summary>What full-text search (XEP-0431) looks through. Goes into the index only and is not read back.</summary>
    public string? Text { get; init; }

    /// <summary>The id that the sender's client gave, the <c>origin-id</c> of XEP-0359.</summary>
    public string? OriginId { get; init; }

    /// <summary>What the message counts towards the archive's size, in bytes.</summary>
    public int Bytes { get; init; }
}
