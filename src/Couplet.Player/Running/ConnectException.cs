namespace Couplet.Player.Running;

/// <summary>A client could not connect. The message is a sentence for the user.</summary>
/// <param name="message">The sentence.</param>
/// <param name="noServer">Whether nobody answered at the address at all.</param>
public sealed class ConnectException(string message, bool noServer = false) : Exception(message)
{
    /// <summary>Whether nobody answered at the address, so that going on is pointless.</summary>
    public bool NoServer { get; } = noServer;
}
