using System.Collections.Immutable;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Scenarios;

/// <summary>Finds variables that nothing defines, before anything is sent.</summary>
internal static class VariableCheck
{
    /// <exception cref="ScenarioException">A variable is neither a client's property nor captured by an earlier action.</exception>
    public static void Run(ImmutableArray<ScenarioClient> clients, IEnumerable<(ScenarioAction Action, ScriptBody Source)> actions)
    {
        var captured = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (action, source) in actions)
        {
            if (action.Body is null) continue;
            foreach (var name in Texts(action.Body).SelectMany(VariableText.Names))
            {
                if (captured.Contains(name) || VariableName.TryRead(name, clients, out _)) continue;
                var offset = source.Text.IndexOf($"${{{name}}}", StringComparison.Ordinal);
                throw source.Error(Math.Max(0, offset), $"nothing defines the variable '{name}'");
            }
            if (action.Verb == ScenarioVerb.Receives)
                captured.UnionWith(Texts(action.Body).Select(t => ScansionNames.Captured(t.Trim())).OfType<string>());
        }
    }

    private static IEnumerable<string> Texts(Element element)
    {
        foreach (var attribute in element.Attributes) yield return attribute.Value;
        foreach (var node in element.Nodes)
        {
            if (node is string text) yield return text;
            else
                foreach (var inner in Texts((Element)node)) yield return inner;
        }
    }
}
