using System.Net;
using System.Net.Sockets;

namespace Couplet.Server.Features.Registration;

/// <summary>How many accounts an address may make in an hour. Safe from any thread.</summary>
internal sealed class RegistrationLimit(int perHour, TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _made = new(StringComparer.Ordinal);

    /// <summary>Counts an account; false when the address has made its share.</summary>
    internal bool TryCount(IPAddress? address)
    {
        var now = time.GetUtcNow();
        var key = Key(address);
        lock (_gate)
        {
            foreach (var (other, times) in _made)
            {
                while (times.Count > 0 && now - times.Peek() >= s_window) times.Dequeue();
                if (times.Count == 0) _made.Remove(other);
            }
            if (!_made.TryGetValue(key, out var mine)) _made[key] = mine = new Queue<DateTimeOffset>();
            if (mine.Count >= perHour) return false;
            mine.Enqueue(now);
            return true;
        }
    }

    /// <summary>Whoever has one IPv6 address has a network of them, so the network counts.</summary>
    private static string Key(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
