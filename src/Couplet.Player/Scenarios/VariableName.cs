using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Couplet.Player.Scenarios;

/// <summary>A variable that speaks of a client: <c>NAME's PROPERTY</c>.</summary>
internal sealed record VariableName(ScenarioClient Client, string Property)
{
    public const string FullJid = "full JID";
    public const string BareJid = "JID";
    public const string Resource = "resource";
    private const string Genitive = "'s ";

    /// <summary>Reads a name; of the declared clients that fit, the longest wins.</summary>
    public static bool TryRead(string text, ImmutableArray<ScenarioClient> clients, [NotNullWhen(true)] out VariableName? name)
    {
        name = clients.OrderByDescending(c => c.Name.Length)
            .Where(c => text.StartsWith(c.Name + Genitive, StringComparison.Ordinal))
            .Select(c => new VariableName(c, text[(c.Name.Length + Genitive.Length)..].Trim()))
            .FirstOrDefault(n => n.Property is FullJid or BareJid or Resource || n.Client.Properties.ContainsKey(n.Property));
        return name is not null;
    }
}
