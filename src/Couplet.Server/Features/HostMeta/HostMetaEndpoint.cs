using System.Text.Json;
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

    internal static string Xml(string webSocket) => "<?xml version='1.0' encoding='utf-8'?>" + new Element("XRD", Xrd,
        new Element("Link", Xrd, new XmlAttr("rel", HostMetaFeature.WebSocket), new XmlAttr("href", webSocket)));

    internal static string Json(string webSocket)
        => $$"""{"links":[{"rel":"{{HostMetaFeature.WebSocket}}","href":"{{JsonEncodedText.Encode(webSocket)}}"}]}""";

    private static Task WriteAsync(HttpContext context, string type, Func<string, string> page)
    {
        var server = context.RequestServices.GetRequiredService<CoupletService>().Server;
        context.Response.ContentType = type;
        context.Response.Headers.AccessControlAllowOrigin = "*"; // clients in browsers read it (XEP-0156 §3.1)
        return context.Response.WriteAsync(page(HostMetaFeature.Address(server)), context.RequestAborted);
    }
}
