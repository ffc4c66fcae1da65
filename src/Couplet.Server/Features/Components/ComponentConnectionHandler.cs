using Couplet.Server.Hosting;
using Couplet.Server.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Components;

/// <summary>Kestrel's way in for components.</summary>
internal sealed class ComponentConnectionHandler(CoupletService service, ILogger<ComponentStream> logger) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var transport = new ConnectionTransport(connection, certificates: null);
        await using (transport.ConfigureAwait(false))
        {
            using var stream = new ComponentStream(transport, service.Server, logger);
            await stream.RunAsync().ConfigureAwait(false);
        }
    }
}
