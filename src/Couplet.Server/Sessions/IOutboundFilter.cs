using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>Holds back what a client need not be woken for. Called by <see cref="ClientSession.Deliver"/> from any thread.</summary>
public interface IOutboundFilter
{
    /// <summary>
    /// Whether the filter keeps the stanza for later; then the session does nothing more with it and answers that it was delivered.
    /// Before it lets a stanza pass, the filter delivers through the session what it has held: those calls come on the same thread,
    /// inside this one, and are answered with false. To be called with no lock held: the filter has one of its own.
    /// </summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="to">The address that will be put into it.</param>
    bool Hold(EncodedStanza stanza, Jid to);

    /// <summary>
    /// Delivers through the session whatever is held, and holds nothing any more. To be called, with the session's filter taken away, when the
    /// session is resumed: its client counts as active then (XEP-0352 §5).
    /// </summary>
    void Flush();

    /// <summary>What is held, oldest first.</summary>
    IReadOnlyCollection<(EncodedStanza Stanza, Jid To)> Held { get; }
}
