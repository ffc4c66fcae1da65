using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Components;

/// <summary>XEP-0114: other programs serve domains of their own through this server.</summary>
internal sealed class ComponentsFeature : IFeature
{
    internal const string Namespace = "jabber:component:accept";

    private ImmutableDictionary<string, ComponentHost> _hosts = ImmutableDictionary<string, ComponentHost>.Empty;

    public string Specification => "XEP-0114";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        if (server.Options.Components.Port < 0) return;
        foreach (var (domain, secret) in server.Options.Components.Secrets)
        {
            var host = new ComponentHost(Jid.Parse(domain), secret, server.Router);
            if (!server.Router.TryAdd(host)) throw new InvalidOperationException($"The component's domain {domain} is in use already.");
            _hosts = _hosts.Add(host.Domain, host);
        }
        registry.Components = this;
    }

    /// <summary>The component of a domain, connected or not; null if none may be.</summary>
    internal ComponentHost? Find(string? domain) => Jid.TryParse(domain, out var jid) && jid.IsDomain ? _hosts.GetValueOrDefault(jid.Domain) : null;

    public async ValueTask StopAsync()
    {
        foreach (var host in _hosts.Values) await host.CloseAsync(new StreamError(StreamErrorCondition.SystemShutdown)).ConfigureAwait(false);
    }
}
