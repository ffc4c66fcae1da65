using System.Collections.Concurrent;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Routing;

/// <summary>From an address to the host of its domain. No entity is reached but through here.</summary>
public sealed class Router
{
    private readonly ConcurrentDictionary<string, IStanzaHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>The hosts, in no order.</summary>
    public IEnumerable<IStanzaHost> Hosts => _hosts.Values;

    /// <summary>Adds a host.</summary>
    /// <returns>False when the domain is taken.</returns>
    public bool TryAdd(IStanzaHost host) => _hosts.TryAdd(host.Domain, host);

    /// <summary>Removes a host.</summary>
    public void Remove(IStanzaHost host) => _hosts.TryRemove(KeyValuePair.Create(host.Domain, host));

    /// <summary>The host of a domain, or null.</summary>
    public IStanzaHost? Find(string domain) => _hosts.GetValueOrDefault(domain);

    /// <summary>Sends a stanza on its way. Both addresses must be set. A domain that is not served is answered with an error (RFC 6120 §10.5.1).</summary>
    public void Route(Stanza stanza, Handled handled = default)
    {
        if (_hosts.TryGetValue(stanza.To.Domain, out var host))
        {
            host.Post(stanza, handled);
            return;
        }
        Bounce(stanza, StanzaError.RemoteServerNotFound());
        handled.Complete();
    }

    /// <summary>Answers a stanza with an error where the rules allow it: never an error, a result, or a presence without a request in it.</summary>
    public void Bounce(Stanza stanza, StanzaError error)
    {
        if (stanza.IsError || stanza.From.IsEmpty) return;
        Stanza? reply = stanza switch
        {
            Iq { IsRequest: true } iq => iq.ToError(error),
            Message message => message.ToError(error),
            Presence { Type: PresenceType.Available or PresenceType.Subscribe } presence => presence.ToError(error),
            _ => null,
        };
        if (reply is not null && _hosts.TryGetValue(reply.To.Domain, out var host)) host.Post(reply, default);
    }
}
