namespace Couplet.Server.Storage;

/// <summary>How <see cref="IMessageArchive.ReplaceAsync"/> ended.</summary>
public enum ReplaceResult
{
    /// <summary>The new content is on disk, the old one is gone.</summary>
    Replaced,
    /// <summary>There is no such message.</summary>
    NotFound,
    /// <summary>The owner's epoch no longer stands.</summary>
    Fenced,
}
