using Couplet.Server.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Couplet.Server.Net;

/// <summary>Kestrel's way in: one stream a connection. With <see cref="DirectTls"/> the handshake comes first (XEP-0368).</summary>
internal class CoupletConnectionHandler(CoupletService service, CertificateSource certificates) : ConnectionHandler
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    private protected virtual bool DirectTls => false;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var transport = new ConnectionTransport(connection, certificates);
        await using (transport.ConfigureAwait(false))
        {
            if (DirectTls && !await TryStartTlsAsync(transport).ConfigureAwait(false)) return;
            await service.Streams.RunAsync(transport).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryStartTlsAsync(ConnectionTransport transport)
    {
        using var patience = new CancellationTokenSource(s_handshake);
        try
        {
            await transport.StartTlsAsync(patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException or OperationCanceledException)
        {
            NetLog.HandshakeFailed(service.Streams.Logger, transport.RemoteAddress, e.Message);
            return false;
        }
    }
}

/// <summary>The same with TLS from the first byte.</summary>
internal sealed class DirectTlsConnectionHandler(CoupletService service, CertificateSource certificates) : CoupletConnectionHandler(service, certificates)
{
    private protected override bool DirectTls => true;
}
