using System.Collections.Concurrent;
using System.Net;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>
/// Try-out mode creates an unknown account with the password of its first login, and only PLAIN brings a password. Some clients never use PLAIN
/// where SCRAM is offered, and give up: whoever has just asked for an unknown account by SCRAM is offered PLAIN alone when it connects again.
/// </summary>
internal sealed class FirstLogins(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<IPAddress, DateTimeOffset> _disappointed = [];

    internal bool WantsPlainAlone(IPAddress? address)
        => address is not null && _disappointed.TryGetValue(address, out var at) && time.GetUtcNow() - at < s_window;

    internal void Disappointed(IPAddress? address)
    {
        if (address is not null) _disappointed[address] = time.GetUtcNow();
    }

    internal void LoggedIn(IPAddress? address)
    {
        if (address is not null) _disappointed.TryRemove(address, out _);
    }
}
