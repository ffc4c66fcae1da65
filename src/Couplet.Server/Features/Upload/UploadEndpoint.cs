using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Couplet.Server.Features.Upload;

/// <summary>The HTTP side of uploads (XEP-0363 §8). What people upload is data and never a page of ours.</summary>
internal static class UploadEndpoint
{
    // What browsers show without running anything in it. Everything else is offered for saving.
    private static readonly HashSet<string> s_inline = new(StringComparer.Ordinal)
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
        "video/mp4", "video/webm", "video/ogg", "video/quicktime",
        "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/opus", "audio/flac", "audio/wav", "audio/webm",
    };

    internal static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapMethods("/upload/{id}/{name}", ["PUT", "GET", "HEAD", "OPTIONS"], static context =>
            RunAsync(context, context.RequestServices.GetRequiredService<CoupletService>().Server.Features.Uploads));

    internal static Task RunAsync(HttpContext context, UploadService? service)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "OPTIONS, HEAD, GET, PUT";
        headers.AccessControlAllowHeaders = "Content-Type, Range";
        headers.AccessControlExposeHeaders = "Content-Range, Content-Length, Accept-Ranges";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        if (service is null || context.Request.RouteValues["id"] is not string id || !UploadFolder.IsId(id)) return Answer(context, StatusCodes.Status404NotFound);
        if (HttpMethods.IsOptions(context.Request.Method)) return Answer(context, StatusCodes.Status204NoContent);
        return HttpMethods.IsPut(context.Request.Method) ? PutAsync(context, service, id) : GetAsync(context, service, id);
    }

    private static async Task PutAsync(HttpContext context, UploadService service, string id)
    {
        var request = context.Request;
        if (service.Verify(request.Query["slot"]) is not { } slot || slot.Id != id || slot.Name != request.RouteValues["name"] as string)
        {
            await Answer(context, StatusCodes.Status403Forbidden).ConfigureAwait(false);
            return;
        }
        if (Refusal(request, slot) is var refusal and not 0)
        {
            await Answer(context, refusal).ConfigureAwait(false);
            return;
        }
        if (service.Folder.Exists(id))
        {
            await Answer(context, StatusCodes.Status409Conflict).ConfigureAwait(false);
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = slot.Size;
        await Answer(context, await StoreAsync(context, service, slot).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // §8: what was announced is what must come.
    private static int Refusal(HttpRequest request, UploadSlot slot)
    {
        if (request.ContentLength is not { } length) return StatusCodes.Status411LengthRequired;
        if (length != slot.Size) return length > slot.Size ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
        return slot.Type is not null && UploadService.Normalize(request.ContentType) != slot.Type ? StatusCodes.Status415UnsupportedMediaType : 0;
    }

    private static async Task<int> StoreAsync(HttpContext context, UploadService service, UploadSlot slot)
    {
        try
        {
            return await service.StoreAsync(slot, context.Request.Body, context.RequestAborted).ConfigureAwait(false)
                ? StatusCodes.Status201Created : StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode;
        }
        catch (IOException) when (service.Folder.Exists(slot.Id) || context.RequestAborted.IsCancellationRequested)
        {
            return StatusCodes.Status409Conflict; // the same file came by another request, or nobody waits for the answer
        }
        catch (Exception e) when (e is IOException or StorageException or UnauthorizedAccessException)
        {
            UploadLog.StoreFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger<UploadHost>(), e);
            return StatusCodes.Status507InsufficientStorage;
        }
    }

    private static async Task GetAsync(HttpContext context, UploadService service, string id)
    {
        if (await service.Ledger.FindAsync(id, context.RequestAborted).ConfigureAwait(false) is not { } file || !service.Folder.Exists(id))
        {
            await Answer(context, StatusCodes.Status404NotFound).ConfigureAwait(false);
            return;
        }
        var plain = file.Type.Split(';')[0].Trim();
        context.Response.Headers.CacheControl = "public, max-age=86400, immutable";
        var result = Results.File(service.Folder.OpenRead(id), file.Type, s_inline.Contains(plain) ? null : file.Name, file.Uploaded,
            new EntityTagHeaderValue($"\"{id}\""), enableRangeProcessing: true);
        await result.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
