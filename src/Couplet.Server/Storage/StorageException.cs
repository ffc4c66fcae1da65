namespace Couplet.Server.Storage;

/// <summary>
/// The storage failed: a full disk, a failed sync, a lost database. Nothing of the call was done. Whoever owns a stream must
/// read it again before the next append.
/// </summary>
public sealed class StorageException : Exception
{
    /// <summary>With a sentence for the operator.</summary>
    public StorageException(string message) : base(message) { }

    /// <summary>With a sentence for the operator and what caused it.</summary>
    public StorageException(string message, Exception inner) : base(message, inner) { }

    /// <summary>
    /// A sync failed: the system may have dropped what it could not write and say nothing the next time. The storage takes nothing more;
    /// the process should end, and start again once the disk is well.
    /// </summary>
    public bool IsSyncFailure { get; init; }

    /// <summary>Without any word.</summary>
    public StorageException() : this("The storage failed.") { }
}
