using Couplet.Server.Net.Bosh;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Couplet.Server.Hosting;

/// <summary>The HTTP side of BOSH (XEP-0124 §5): requests are posted, from web pages of other origins too where that is allowed.</summary>
internal static class BoshEndpoint
{
    internal static async Task RunAsync(HttpContext context)
    {
        var server = context.RequestServices.GetRequiredService<CoupletService>().Server;
        var response = context.Response;
        if (!server.Options.Bosh.Enabled)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        Allow(context, server.Options.Bosh.Origins);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            response.Headers.Allow = "OPTIONS, POST";
            response.StatusCode = HttpMethods.IsOptions(context.Request.Method) ? StatusCodes.Status204NoContent : StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var directory = context.RequestServices.GetRequiredService<BoshDirectory>();
        if (await ReadAsync(context, directory.LargestRequest).ConfigureAwait(false) is not { } posted)
        {
            response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        var (body, type) = await directory.AskAsync(posted, context.Connection.RemoteIpAddress, PublicAddress.IsSecure(context, server)).ConfigureAwait(false);
        response.ContentType = type;
        response.ContentLength = body.Length;
        try
        {
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The connection is lost; the client asks for the same answer again (§14.3).
        }
    }

    private static void Allow(HttpContext context, List<string> origins)
    {
        var headers = context.Response.Headers;
        if (origins.Contains("*")) headers.AccessControlAllowOrigin = "*";
        else
        {
            headers.Vary = "Origin";
            if (context.Request.Headers.Origin is [{ } origin] && origins.Contains(origin, StringComparer.OrdinalIgnoreCase)) headers.AccessControlAllowOrigin = origin;
        }
        headers.AccessControlAllowMethods = "OPTIONS, POST";
        headers.AccessControlAllowHeaders = "Content-Type";
        headers.AccessControlMaxAge = "86400";
    }

    // Null where it is too large.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most) return default(ReadOnlyMemory<byte>?);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        using var buffer = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return default(ReadOnlyMemory<byte>?);
        }
        return buffer.Length > most ? default(ReadOnlyMemory<byte>?) : buffer.ToArray();
    }
}
