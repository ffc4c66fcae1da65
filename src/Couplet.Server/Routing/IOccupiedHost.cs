using Couplet.Protocol.Addressing;

namespace Couplet.Server.Routing;

/// <summary>A domain whose entities know who is in them, and have to find out after a restart who still is.</summary>
internal interface IOccupiedHost
{
    /// <summary>Has the entity of a bare JID find out.</summary>
    void Wake(Jid entity);
}
