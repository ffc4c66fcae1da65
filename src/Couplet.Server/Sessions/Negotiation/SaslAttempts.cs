using Couplet.Protocol.Sasl;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>The attempts to authenticate on one stream.</summary>
internal sealed class SaslAttempts
{
    /// <summary>The exchange that is going on, or null.</summary>
    internal SaslServer? Exchange { get; set; }

    /// <summary>How many have failed.</summary>
    internal int Failed { get; set; }
}
