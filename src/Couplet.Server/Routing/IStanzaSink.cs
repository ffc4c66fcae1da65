using Couplet.Protocol.Addressing;

namespace Couplet.Server.Routing;

/// <summary>Where stanzas leave an entity: a session, a component's connection.</summary>
public interface IStanzaSink
{
    /// <summary>Puts a reference into the outbound queue. Never blocks, never throws; may be called from any thread.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="to">The address to put into it; the absent address leaves <c>to</c> out.</param>
    /// <returns>False when the other side is gone for good: the caller may treat the stanza as undelivered.</returns>
    bool Deliver(EncodedStanza stanza, Jid to);
}
