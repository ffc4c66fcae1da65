using Couplet.Player.Scenarios;

namespace Couplet.Player.Running;

/// <summary>How a script went.</summary>
/// <param name="Scenario">The script.</param>
/// <param name="Elapsed">How long it took, from the first connection until the last client had left.</param>
/// <param name="Failure">Why it failed; null if it passed.</param>
public sealed record ScenarioResult(Scenario Scenario, TimeSpan Elapsed, ScenarioFailure? Failure)
{
    /// <summary>Whether everything came as expected.</summary>
    public bool Passed => Failure is null;
}
