using System.Collections.Concurrent;
using System.Net;
using Couplet.Server.Hosting;

namespace Couplet.Server.Net;

/// <summary>Counts connections: all of them, and by address those that have not authenticated yet.</summary>
internal sealed class ConnectionLimiter(LimitOptions limits)
{
    private readonly ConcurrentDictionary<IPAddress, int> _halfOpen = new();
    private int _total;

    /// <summary>Counts a connection in. False when there are too many: it is not counted then.</summary>
    internal bool TryAdd()
    {
        if (Interlocked.Increment(ref _total) <= limits.Connections) return true;
        Interlocked.Decrement(ref _total);
        return false;
    }

    /// <summary>Counts a connection out.</summary>
    internal void Remove() => Interlocked.Decrement(ref _total);

    /// <summary>Counts an unauthenticated connection of an address in; loopback is not counted. False when there are too many.</summary>
    internal bool TryAddHalfOpen(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address)) return true;
        while (true)
        {
            if (!_halfOpen.TryGetValue(address, out var count))
            {
                if (_halfOpen.TryAdd(address, 1)) return true;
            }
            else if (count >= limits.HalfOpenPerAddress) return false;
            else if (_halfOpen.TryUpdate(address, count + 1, count)) return true;
        }
    }

    /// <summary>The connection has authenticated, or is over.</summary>
    internal void RemoveHalfOpen(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address)) return;
        while (_halfOpen.TryGetValue(address, out var count))
            if (count <= 1 ? _halfOpen.TryRemove(KeyValuePair.Create(address, count)) : _halfOpen.TryUpdate(address, count - 1, count)) return;
    }
}
