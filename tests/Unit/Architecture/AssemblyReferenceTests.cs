using System.Reflection;

namespace Couplet.Tests.Architecture;

/// <summary>The arrows run one way: Couplet → {Server, Player} → Protocol → the base class library.</summary>
public class AssemblyReferenceTests
{
    [Theory]
    [InlineData("Couplet.Protocol", "")]
    [InlineData("Couplet.Server", "Couplet.Protocol")]
    [InlineData("Couplet.Player", "Couplet.Protocol")]
    [InlineData("couplet", "Couplet.Protocol Couplet.Server Couplet.Player")]
    public void Assembly_refers_only_to_those_below_it(string assembly, string allowed)
    {
        var own = References(assembly).Where(name => name.StartsWith("couplet", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(own.Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData("Couplet.Protocol")]
    [InlineData("Couplet.Player")]
    public void Assembly_needs_the_base_class_library_alone(string assembly)
        => Assert.DoesNotContain(References(assembly), name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Couplet.Protocol");

    private static IEnumerable<string> References(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
