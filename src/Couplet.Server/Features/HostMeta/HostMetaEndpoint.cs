using System.Text.Json.Nodes;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Couplet.Server.Features.HostMeta;

/// <summary>The pages <c>/.well-known/host-meta</c> and <c>/.well-known/host-meta.json</c> (RFC 6415).</summary>
internal static class HostMetaEndpoint
{
    private const string Xrd = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/.well-known/host-meta", static context => WriteAsync(context, "application/xrd+xml; charset=utf-8", Xml));
        endpoints.MapGet("/.well-known/host-meta.json", static context => WriteAsync(context, "application/json; charset=utf-8", Json));
    }

    /// <summary>As XEP-0156 has it: the ways in that are an address.</summary>
    internal static string Xml(CoupletServer server) => "<?xml version='1.0' encoding='utf-8'?>" + new Element("XRD", Xrd,
        HostMetaFeature.Links(server).Where(l => l.Address is not null)
            .Select(l => new Element("Link", Xrd, new XmlAttr("rel", l.Relation), new XmlAttr("href", l.Address!))));

    /// <summary>The same, and what XEP-0487 adds where the server's addresses are known: a client then needs to look nowhere else.</summary>
    internal static string Json(CoupletServer server)
    {
        var addresses = server.Options.HostMetaAddresses;
        var links = new JsonArray();
        foreach (var link in HostMetaFeature.Links(server))
        {
            var entry = new JsonObject { ["rel"] = link.Relation };
            if (link.Address is not null) entry["href"] = link.Address;
            if (link.Port is not null) entry["port"] = link.Port;
            if (addresses.Count > 0)
            {
                entry["ips"] = new JsonArray([.. addresses.Select(a => (JsonNode)a.ToString())]);
                entry["priority"] = link.Port is null ? 20 : 10;
                entry["weight"] = 50;
                entry["sni"] = link.Address is null ? server.Domain.Domain : new Uri(link.Address).Host;
            }
            links.Add((JsonNode)entry);
        }
        var page = new JsonObject();
        if (addresses.Count > 0) page["xmpp"] = new JsonObject { ["ttl"] = server.Options.HostMetaSeconds };
        page["links"] = links;
        return page.ToJsonString();
    }

    private static Task WriteAsync(HttpContext context, string type, Func<CoupletServer, string> page)
    {
        var server = context.RequestServices.GetRequiredService<CoupletService>().Server;
        context.Response.ContentType = type;
        context.Response.Headers.AccessControlAllowOrigin = "*"; // clients in browsers read it (XEP-0156 §3.1)
        return context.Response.WriteAsync(page(server), context.RequestAborted);
    }
}
