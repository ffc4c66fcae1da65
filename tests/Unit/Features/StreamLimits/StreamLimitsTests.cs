using Couplet.Server.Features;
using Couplet.Server.Features.StreamLimits;

namespace Couplet.Tests.Features.StreamLimits;

public class StreamLimitsTests
{
    [Theory]
    [InlineData(StreamPhase.Unauthenticated, "16384")]
    [InlineData(StreamPhase.Authenticated, "262144")]
    public async Task The_limits_that_hold_are_told(StreamPhase phase, string bytes)
    {
        var harness = await AccountHarness.StartAsync();
        var limits = harness.Server.Features.StreamFeatures.Where(f => f.Phase == phase).Select(f => f.Element())
            .Single(e => e!.Is("limits", StreamLimitsFeature.Namespace));
        Assert.Equal(bytes, limits!.Child("max-bytes")!.Text);
    }
}
