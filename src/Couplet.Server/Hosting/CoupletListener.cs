using System.Net;
using System.Net.Sockets;
using Couplet.Server.Features.Components;
using Couplet.Server.Net;
using Couplet.Server.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Couplet.Server.Hosting;

/// <summary>From the options to what Kestrel listens on.</summary>
internal sealed class CoupletListener(CoupletOptions options)
{
    private readonly List<(CoupletEndpointKind Kind, ListenOptions Bound)> _bound = [];

    /// <summary>Where the server listens, once Kestrel has started.</summary>
    internal IReadOnlyList<CoupletEndpoint> Endpoints
        => [.. _bound.Where(b => b.Bound.IPEndPoint is not null).Select(b => new CoupletEndpoint(b.Kind, b.Bound.IPEndPoint!))];

    /// <summary>Adds the listeners.</summary>
    internal void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        Listen(kestrel, CoupletEndpointKind.Tcp, options.Port, static l => l.UseConnectionHandler<CoupletConnectionHandler>());
        Listen(kestrel, CoupletEndpointKind.Tls, options.TlsPort, static l => l.UseConnectionHandler<DirectTlsConnectionHandler>());
        Listen(kestrel, CoupletEndpointKind.Component, options.Components.Port, static l => l.UseConnectionHandler<ComponentConnectionHandler>());
        Listen(kestrel, CoupletEndpointKind.Http, options.HttpPort, static l => l.Protocols = HttpProtocols.Http1);
    }

    private void Listen(KestrelServerOptions kestrel, CoupletEndpointKind kind, int port, Action<ListenOptions> configure)
    {
        if (port < 0) return;
        void Add(ListenOptions listen)
        {
            configure(listen);
            _bound.Add((kind, listen));
        }
        // Components speak in the clear, so they come from this machine unless the operator names addresses.
        if (options.Dev || (kind == CoupletEndpointKind.Component && options.Listen.Count == 0))
        {
            ListenAt(IPAddress.Loopback);
            // With a port of the system's choice the two would differ, and one of them would be of no use.
            if (port != 0 && CanBind(IPAddress.IPv6Loopback)) ListenAt(IPAddress.IPv6Loopback);
        }
        else if (options.Listen.Count == 0) ListenAt(CanBind(IPAddress.IPv6Any) ? IPAddress.IPv6Any : IPAddress.Any);
        else
            foreach (var address in options.Listen) ListenAt(address);
        void ListenAt(IPAddress address)
            => kestrel.Listen(kind == CoupletEndpointKind.Http ? new IPEndPoint(address, port) : new XmppEndPoint(address, port), Add);
    }

    private static bool CanBind(IPAddress address)
    {
        if (!Socket.OSSupportsIPv6) return false;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
