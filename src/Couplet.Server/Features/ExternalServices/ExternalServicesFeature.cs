using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.ExternalServices;

/// <summary>XEP-0215: servers that help calls through firewalls, with credentials that expire.</summary>
internal sealed class ExternalServicesFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:extdisco:2";

    private CoupletServer? _server;
    private ImmutableArray<ExternalService> _services = [];

    public string Specification => "XEP-0215";

    public void Register(FeatureRegistry registry)
    {
        _server = registry.Server;
        _services = [.. _server.Options.ExternalServices.Servers.Select(ExternalService.Parse).OfType<ExternalService>()];
        if (_services.IsEmpty) return;
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "services", Namespace, List);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "credentials", Namespace, Credentials);
    }

    private ValueTask<IqReply> List(IqRequest request)
    {
        if (!IsLocal(request.From)) return (IqReply)StanzaError.Forbidden();
        var type = request.Payload["type"];
        return (IqReply)new Element("services", Namespace, type is null ? null : new XmlAttr("type", type),
            _services.Where(s => type is null || s.Type == type).Select(s => Describe(s, request.From)));
    }

    private ValueTask<IqReply> Credentials(IqRequest request)
    {
        if (!IsLocal(request.From)) return (IqReply)StanzaError.Forbidden();
        if (request.Payload.Child("service") is not { } wanted) return (IqReply)StanzaError.BadRequest();
        var found = _services.Where(s => s.Host == wanted["host"] && s.Type == wanted["type"]
            && (wanted["port"] is not { } port || port == s.Port.ToString(CultureInfo.InvariantCulture))).ToList();
        return found.Count == 0 ? (IqReply)StanzaError.ItemNotFound()
            : (IqReply)new Element("credentials", Namespace, found.Select(s => Describe(s, request.From)));
    }

    private bool IsLocal(Jid jid) => jid.Local is not null && jid.Domain == _server!.Domain.Domain;

    private Element Describe(ExternalService service, Jid user)
    {
        var credentials = Array.Empty<XmlAttr>();
        if (service.IsRelay && _server!.Options.ExternalServices.Secret is { } secret)
        {
            // The convention of TURN servers with a shared secret: the user's name begins with the time when it expires. What follows is not the
            // address, which is nobody's business there.
            var expires = _server.Time.GetUtcNow() + TimeSpan.FromHours(_server.Options.ExternalServices.Hours);
            var alias = Convert.ToHexStringLower(HMACSHA256.HashData(_server.Secrets.Derive("relay users"), Encoding.UTF8.GetBytes(user.Bare.ToString())).AsSpan(0, 8));
            var name = $"{expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}:{alias}";
            credentials =
            [
                new XmlAttr("username", name), new XmlAttr("password", Password(secret, name)),
                new XmlAttr("expires", expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), new XmlAttr("restricted", "true"),
            ];
        }
        return new Element("service", Namespace, new XmlAttr("type", service.Type), new XmlAttr("host", service.Host),
            new XmlAttr("port", service.Port.ToString(CultureInfo.InvariantCulture)), new XmlAttr("transport", service.Transport), credentials);
    }

#pragma warning disable CA5350 // what TURN servers with a shared secret compute
    internal static string Password(string secret, string name)
        => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(name)));
#pragma warning restore CA5350
}
