namespace Couplet.Server.Sessions.Journal;

/// <summary>What has been done of a stanza of the client's that is not counted yet, because it or one before it is not handled.</summary>
internal sealed class IncomingStanza
{
    /// <summary>Tells it from another that a client might send in its place.</summary>
    internal uint Fingerprint { get; set; }

    /// <summary>Whether nothing is left to be done.</summary>
    internal bool IsHandled { get; set; }

    /// <summary>Whether the client's own account has done its part.</summary>
    internal bool IsPassedOn { get; set; }

    /// <summary>Whether it came before the restart and is to come again.</summary>
    internal bool IsExpected { get; set; }

    /// <summary>The archives it was put into.</summary>
    internal List<StoredAs> Stored { get; } = [];

    /// <summary>Its archive id in a stream, as far as the journal knows; null if it was not about to be put there.</summary>
    internal StoredAs? StoredIn(string stream) => Stored.FindLast(s => s.Stream == stream);
}
