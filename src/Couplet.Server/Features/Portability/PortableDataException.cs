namespace Couplet.Server.Features.Portability;

/// <summary>An account in a portable file cannot be taken over. The message says where and why, for the operator.</summary>
public sealed class PortableDataException : Exception
{
    /// <summary>With what is wrong.</summary>
    public PortableDataException(string message) : base(message) { }

    /// <summary>With what is wrong and how it was noticed.</summary>
    public PortableDataException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without any word.</summary>
    public PortableDataException() : this("The data cannot be taken over.") { }
}
