using Couplet.Server.Accounts;

namespace Couplet.Tests.Accounts;

/// <summary>What features keep.</summary>
public sealed class FeatureStatesTests
{
    private readonly FeatureStates _states = new();

    [Fact]
    public void Each_type_has_one_state_until_all_is_forgotten()
    {
        var first = _states.Get<First>();
        var second = _states.Get<Second>();
        Assert.Same(first, _states.Get<First>());
        Assert.Same(second, _states.Get<Second>());
        Assert.NotSame(first, new FeatureStates().Get<First>());
        _states.Clear();
        Assert.NotSame(first, _states.Get<First>());
    }

    [Fact]
    public void All_threads_get_the_same()
    {
        var found = new object[8];
        Parallel.For(0, found.Length, i => found[i] = i % 2 == 0 ? _states.Get<First>() : _states.Get<Second>());
        Assert.Equal(2, found.Distinct().Count());
    }

    private sealed class First;

    private sealed class Second;
}
