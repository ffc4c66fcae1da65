using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Player.Scenarios;

/// <summary>A client declared in a script's head.</summary>
/// <param name="Name">The name by which actions and variables call it; spaces and apostrophes are allowed.</param>
/// <param name="Jid">The address as declared, bare or full.</param>
/// <param name="Properties">Everything that the head says about it, by key.</param>
/// <param name="Line">The line of its declaration.</param>
public sealed record ScenarioClient(string Name, Jid Jid, ImmutableDictionary<string, string> Properties, int Line)
{
    /// <summary>The password, or null.</summary>
    public string? Password => Properties.GetValueOrDefault("password");

    /// <summary>The resource to ask for; null leaves it to the server.</summary>
    public string? Resource => Properties.GetValueOrDefault("resource") ?? Jid.Resource;

    /// <summary>The host to connect to, or null.</summary>
    public string? ConnectHost => Properties.GetValueOrDefault("connect_host");

    /// <summary>The port to connect to, or null.</summary>
    public int? ConnectPort => Properties.TryGetValue("connect_port", out var text)
        ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
        : null;
}
