namespace Couplet.Server.Hosting;

/// <summary>One setting: its name, what it means, and how a text sets it.</summary>
/// <param name="Name">The name, in sections: <c>Rooms:Behavior</c>.</param>
/// <param name="Values">What may be given, for people: <c>true|false</c>, <c>seconds</c>.</param>
/// <param name="Default">The default, as text; empty for none.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Apply">Sets it; false when the text is no such value.</param>
public sealed record Setting(string Name, string Values, string Default, string Description, Func<CoupletOptions, string, bool> Apply);
