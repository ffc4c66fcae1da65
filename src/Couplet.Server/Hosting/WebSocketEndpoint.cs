using Couplet.Server.Net;
using Couplet.Server.Observability;
using Couplet.Server.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Couplet.Server.Hosting;

/// <summary>XMPP over WebSocket (RFC 7395).</summary>
internal static class WebSocketEndpoint
{
    private const string Protocol = "xmpp";

    internal static async Task RunAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Protocol).ConfigureAwait(false);
        var transport = new WebSocketTransport(socket, context.Connection.RemoteIpAddress,
            PublicAddress.IsSecure(context, context.RequestServices.GetRequiredService<CoupletService>().Server));
        Tracing.Detach();
        await context.RequestServices.GetRequiredService<StreamDirectory>().RunAsync(transport).ConfigureAwait(false);
    }
}
