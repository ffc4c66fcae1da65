using Couplet.Server.Observability;
using Couplet.Server.Storage;

namespace Couplet.Tests.Observability;

public class ObservedStorageTests
{
    /// <summary>What the interface answers by itself would otherwise be said in place of the storage.</summary>
    [Theory]
    [InlineData(typeof(ObservedStorage), typeof(ICoupletStorage))]
    [InlineData(typeof(ObservedEventLog), typeof(IEventLog))]
    public void Everything_is_passed_on(Type observed, Type contract)
    {
        Assert.True(contract.IsAssignableFrom(observed));
        Assert.All(observed.GetInterfaceMap(contract).TargetMethods, method => Assert.Equal(observed, method.DeclaringType));
    }
}
