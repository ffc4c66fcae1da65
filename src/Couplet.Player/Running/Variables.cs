using System.Collections.Immutable;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Running;

/// <summary>The values of a run's variables: what the script captured, and its clients' addresses and properties.</summary>
internal sealed class Variables(ImmutableDictionary<string, Participant> participants)
{
    private readonly ImmutableArray<ScenarioClient> _clients = [.. participants.Values.Select(p => p.Script)];

    /// <summary>What the script has captured, by name.</summary>
    public Dictionary<string, string> Captured { get; } = new(StringComparer.Ordinal);

    /// <summary>A copy of the element with every variable replaced.</summary>
    /// <exception cref="VariableException">One has no value yet.</exception>
    public Element Substitute(Element element) => new(element.Name, element.Namespace,
        [.. element.Attributes.Select(a => a with { Value = VariableText.Replace(a.Value, Value) })],
        [.. element.Nodes.Select(n => n is Element child ? (object)Substitute(child) : VariableText.Replace((string)n, Value))]);

    private string Value(string name)
    {
        if (Captured.TryGetValue(name, out var value)) return value;
        if (!VariableName.TryRead(name, _clients, out var variable)) throw new VariableException($"nothing defines the variable '{name}'");
        var who = participants[variable.Client.Name];
        return variable.Property switch
        {
            VariableName.BareJid => who.Script.Jid.Bare.ToString(),
            VariableName.FullJid => FullJid(who),
            VariableName.Resource when !who.Address.IsEmpty => who.Address.Resource ?? "",
            VariableName.Resource => who.Script.Resource
                ?? throw new VariableException($"'{who.Script.Name}' has no resource before the server assigns one"),
            var property => who.Script.Properties[property],
        };
    }

    private static string FullJid(Participant who)
    {
        if (!who.Address.IsEmpty) return who.Address.ToString();
        return who.Script.Resource is { } resource && who.Script.Jid.TryWithResource(resource, out var full)
            ? full.ToString()
            : throw new VariableException($"'{who.Script.Name}' has no full JID before it connects");
    }
}
