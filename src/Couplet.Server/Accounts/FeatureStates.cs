namespace Couplet.Server.Accounts;

/// <summary>What features keep of one account or session: an object for each type of state, made on first use. Any thread.</summary>
internal sealed class FeatureStates
{
    private static int s_count;
    private volatile object?[] _states = [];

    /// <summary>The state of a type.</summary>
    internal T Get<T>() where T : class, new()
    {
        var states = _states;
        return Place<T>.Index < states.Length && states[Place<T>.Index] is { } state ? (T)state : Make<T>();
    }

    /// <summary>Forgets all.</summary>
    internal void Clear()
    {
        lock (this) _states = [];
    }

    private T Make<T>() where T : class, new()
    {
        lock (this)
        {
            var at = Place<T>.Index;
            if (at < _states.Length && _states[at] is { } found) return (T)found;
            // Readers hold no lock: they see the array of before, or this one.
            var states = new object?[Math.Max(_states.Length, at + 1)];
            _states.CopyTo(states, 0);
            var state = new T();
            states[at] = state;
            _states = states;
            return state;
        }
    }

    // The types of state are few and known after a while; so each has its place.
    private static class Place<T>
    {
        internal static readonly int Index = Interlocked.Increment(ref s_count) - 1;
    }
}
