using Xunit.Abstractions;
using Xunit.Sdk;

namespace Couplet.Tests.Storage;

/// <summary>A test of the storage contract: skipped, and reported so, for a storage that cannot be reached here.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Couplet.Tests.Storage.ContractFactDiscoverer", "Couplet.Tests.Unit")]
public sealed class ContractFactAttribute : FactAttribute;

public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var needsPostgres = testMethod.TestClass.Class.Name.Contains(".Postgres", StringComparison.Ordinal);
        return needsPostgres && string.IsNullOrEmpty(PostgresPlace.Server)
            ? new XunitSkippedDataRowTestCase(
                DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod,
                "COUPLET_TEST_POSTGRES is not set")
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
    }
}
