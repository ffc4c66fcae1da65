using Couplet.Server.Features.Bosh;
using Couplet.Server.Features.Components;
using Couplet.Server.Features.HostMeta;
using Couplet.Server.Features.Upload;
using Couplet.Server.Net;
using Couplet.Server.Net.Bosh;
using Couplet.Server.Net.Sockets;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Hosting;

/// <summary>Couplet in an ASP.NET Core application.</summary>
public static class CoupletServices
{
    /// <summary>Adds the server: it opens its storage and listens when the application starts.</summary>
    public static IServiceCollection AddCouplet(this IServiceCollection services, Action<CoupletOptions> configure)
    {
        var options = new CoupletOptions();
        configure(options);
        return services.AddCouplet(options);
    }

    /// <summary>Maps the HTTP side: WebSocket (RFC 7395) at <c>/ws</c> and <c>/xmpp-websocket</c>, BOSH (XEP-0124) at <c>/http-bind</c> and <c>/bosh</c>, uploads (XEP-0363), <c>host-meta</c> (XEP-0156).</summary>
    public static IEndpointRouteBuilder MapCouplet(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (ReadOnlySpan<string>)["/ws", "/xmpp-websocket"])
            endpoints.Map(path, WebSocketEndpoint.RunAsync);
        foreach (var path in (ReadOnlySpan<string>)["/" + BoshFeature.Path, "/bosh"])
            endpoints.Map(path, BoshEndpoint.RunAsync);
        HostMetaEndpoint.Map(endpoints);
        return endpoints.MapCoupletUploads();
    }

    /// <summary>Maps the HTTP side of uploads (XEP-0363) at <c>/upload/…</c>, for applications that serve it apart from the rest.</summary>
    public static IEndpointRouteBuilder MapCoupletUploads(this IEndpointRouteBuilder endpoints)
    {
        UploadEndpoint.Map(endpoints);
        return endpoints;
    }

    internal static IServiceCollection AddCouplet(this IServiceCollection services, CoupletOptions options)
    {
        var listener = new CoupletListener(options);
        services.AddSingleton(options).AddSingleton(listener);
        services.AddSingleton<ICoupletStorage>(_ => StorageFactory.Create(options));
        services.AddSingleton<CoupletService>();
        services.AddHostedService(static p => p.GetRequiredService<CoupletService>());
        services.AddSingleton(static p => p.GetRequiredService<CoupletService>().Streams);
        services.AddSingleton(static p => new BoshDirectory(p.GetRequiredService<StreamDirectory>()));
        services.AddSingleton(p => new CertificateSource(options, Time(p), p.GetRequiredService<ILoggerFactory>().CreateLogger<CertificateSource>()));
        services.AddSingleton<IConnectionListenerFactory, SocketTransport>();
        services.AddSingleton<CoupletConnectionHandler>();
        services.AddSingleton<DirectTlsConnectionHandler>();
        services.AddSingleton<ComponentConnectionHandler>();
        services.AddRouting();
        services.Configure<KestrelServerOptions>(listener.Configure);
        return services;
    }

    internal static TimeProvider Time(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
