using Couplet.Protocol.Xml;

namespace Couplet.Player.Scenarios;

/// <summary>One action of a script.</summary>
/// <param name="Client">Who acts.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Body">The element sent or expected, its variables still in it; null for <c>receives: nothing</c> and verbs without a body.</param>
/// <param name="File">The script.</param>
/// <param name="Line">The action's line, counted from 1.</param>
/// <param name="Column">The verb's column, counted from 1.</param>
/// <param name="Next">Whether the next unread stanza must be the one that is expected.</param>
public sealed record ScenarioAction(ScenarioClient Client, ScenarioVerb Verb, Element? Body, string File, int Line, int Column, bool Next = false);
