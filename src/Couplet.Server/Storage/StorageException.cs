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

    /// <summary>Without any word.</summary>
    public StorageException() : this("The storage failed.") { }
}
