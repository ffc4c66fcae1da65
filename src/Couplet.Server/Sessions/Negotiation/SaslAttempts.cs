using Couplet.Protocol.Sasl;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>The attempts to authenticate on one stream.</summary>
internal sealed class SaslAttempts
{
    /// <summary>The mechanisms in the features that were sent last: they hold for this stream, whatever others do meanwhile.</summary>
    internal string[] Offered { get; set; } = [];

    /// <summary>The exchange that is going on, or null.</summary>
    internal SaslServer? Exchange { get; set; }

    /// <summary>How many have failed.</summary>
    internal int Failed { get; set; }

    /// <summary>
    /// How many asked for a type of channel binding that there is not. Such a client has seen that binding is offered and cannot do it; when it
    /// then says "you do not offer binding" (gs2 flag <c>y</c>), that is no sign of a changed list. See docs/decisions/0002.
    /// </summary>
    internal int WithoutCommonBinding { get; set; }
}
