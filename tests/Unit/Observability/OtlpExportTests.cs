using System.Collections.Concurrent;
using System.Net;
using Couplet.Commands;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;
using Couplet.Server.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Couplet.Tests.Observability;

public class OtlpExportTests
{
    [Fact]
    public async Task Measurements_and_traces_reach_a_collector()
    {
        var received = new ConcurrentQueue<(string Path, string Type, string Text)>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, System.Text.Encoding.Latin1);
            received.Enqueue((context.Request.Path, context.Request.ContentType!, await reader.ReadToEndAsync()));
        });
        await collector.StartAsync();
        var options = new CoupletOptions();
        Assert.Null(Settings.Apply(options, "Telemetry:Endpoint", collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
        Assert.Null(Settings.Apply(options, "Telemetry:TracePercent", "100"));

        using (OtlpExport.Start(options))
        {
            Telemetry.LoggedIn();
            Tracing.Receive(new Message(default, MessageType.Chat, new Element("body", Stanza.ClientNamespace, "secret words")))?.Dispose();
        }

        Assert.All(received, r => Assert.Equal("application/x-protobuf", r.Type));
        Assert.Contains(received, r => r.Path == "/v1/metrics" && r.Text.Contains("couplet.logins", StringComparison.Ordinal));
        Assert.Contains(received, r => r.Path == "/v1/traces" && r.Text.Contains("receive", StringComparison.Ordinal));
        Assert.DoesNotContain(received, r => r.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_sent_unless_a_setting_says_where_to() => Assert.Null(OtlpExport.Start(new CoupletOptions()));

    [Theory]
    [InlineData("Telemetry:Endpoint", "collector")]
    [InlineData("Telemetry:Endpoint", "grpc://collector:4317")]
    [InlineData("Telemetry:TracePercent", "101")]
    public void What_is_no_collector_is_refused(string name, string value) => Assert.NotNull(Settings.Apply(new CoupletOptions(), name, value));
}
