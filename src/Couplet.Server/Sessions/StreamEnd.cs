using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Sessions;

/// <summary>How a stream came to its end.</summary>
/// <param name="Error">The error to close it with; null if there is none.</param>
/// <param name="IsLost">Whether the connection broke without a word.</param>
internal sealed record StreamEnd(StreamError? Error, bool IsLost = false)
{
    /// <summary>The client has closed the stream.</summary>
    internal static StreamEnd Clean { get; } = new(Error: null);

    /// <summary>The connection broke.</summary>
    internal static StreamEnd Lost { get; } = new(null, true);

    /// <summary>Whether the session may go on with another connection: the client has not ended it, nor done anything wrong.</summary>
    internal bool LeavesSession => IsLost || Error?.Condition is StreamErrorCondition.ConnectionTimeout or StreamErrorCondition.ResourceConstraint;
}
