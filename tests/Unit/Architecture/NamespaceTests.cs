using System.Reflection;

namespace Couplet.Tests.Architecture;

public class NamespaceTests
{
    /// <summary>A namespace belongs to one feature and is declared there; everyone else names that constant.</summary>
    [Fact]
    public void Every_xml_namespace_is_declared_once()
    {
        var declared = new[] { "Couplet.Protocol", "Couplet.Server", "Couplet.Player", "couplet" }
            .SelectMany(name => Assembly.Load(name).GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (Value: (string?)field.GetRawConstantValue() ?? "", Place: $"{field.DeclaringType}.{field.Name}"))
            .Where(constant => IsNamespace(constant.Value))
            .ToLookup(constant => constant.Value, constant => constant.Place);
        Assert.Contains("jabber:client", declared.Select(group => group.Key));
        Assert.Empty(declared.Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group)}"));
    }

    private static bool IsNamespace(string value) => value.StartsWith("http://", StringComparison.Ordinal)
        || value.StartsWith("urn:", StringComparison.Ordinal) || value.StartsWith("jabber:", StringComparison.Ordinal);
}
