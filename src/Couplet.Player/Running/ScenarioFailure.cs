using Couplet.Player.Matching;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Running;

/// <summary>Why a script failed.</summary>
/// <param name="Action">The action at which it failed.</param>
/// <param name="Reason">What was wrong, in one sentence.</param>
public sealed record ScenarioFailure(ScenarioAction Action, string Reason)
{
    /// <summary>What should have come, its variables replaced.</summary>
    public Element? Expected { get; init; }

    /// <summary>What came instead, or the nearest of what was dropped.</summary>
    public Element? Received { get; init; }

    /// <summary>The first difference between the two.</summary>
    public Mismatch? Difference { get; init; }

    /// <summary>How many stanzas this action dropped before it failed.</summary>
    public int Dropped { get; init; }
}
