using System.Text.Json;
using Couplet.Server.Features.HostMeta;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Features.HostMeta;

public class HostMetaTests
{
    [Theory]
    [InlineData("https://chat.example.org", "wss://chat.example.org/xmpp-websocket")]
    [InlineData("https://chat.example.org:8443/chat", "wss://chat.example.org:8443/chat/xmpp-websocket")]
    [InlineData("http://localhost:5280/", "ws://localhost:5280/xmpp-websocket")]
    public async Task The_websocket_is_at_the_public_address(string url, string expected)
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.Upload.Enabled = false;
            Assert.Null(Settings.Apply(o, "PublicUrl", url));
        });
        Assert.Equal(expected, HostMetaFeature.Address(harness.Server));
    }

    [Fact]
    public async Task Without_a_public_address_it_is_the_port()
    {
        var harness = await AccountHarness.StartAsync(o => (o.HttpPort, o.Upload.Enabled) = (5280, false));
        Assert.Equal("ws://capulet.example:5280/xmpp-websocket", HostMetaFeature.Address(harness.Server));
    }

    [Fact]
    public async Task Both_pages_name_it()
    {
        var server = (await AccountHarness.StartAsync(o => Assert.Null(Settings.Apply(o, "PublicUrl", "https://chat.example.org")))).Server;
        const string address = "wss://chat.example.org/xmpp-websocket";
        using var json = JsonDocument.Parse(HostMetaEndpoint.Json(server));
        var link = json.RootElement.GetProperty("links")[0];
        Assert.Equal((HostMetaFeature.WebSocket, address), (link.GetProperty("rel").GetString(), link.GetProperty("href").GetString()));
        Assert.False(json.RootElement.TryGetProperty("xmpp", out _));
        var xml = System.Xml.Linq.XDocument.Parse(HostMetaEndpoint.Xml(server));
        Assert.Contains(address, xml.Root!.Elements().Select(e => e.Attribute("href")!.Value));
    }

    [Fact]
    public async Task Where_the_addresses_are_known_a_client_needs_to_look_nowhere_else()
    {
        var server = (await AccountHarness.StartAsync(o =>
        {
            Assert.Null(Settings.Apply(o, "PublicUrl", "https://chat.example.org"));
            Assert.Null(Settings.Apply(o, "HostMeta:Addresses", "192.0.2.1, 2001:db8::1"));
            Assert.Null(Settings.Apply(o, "HostMeta:Seconds", "600"));
            Assert.Null(Settings.Apply(o, "TlsPort", "5223"));
        })).Server;
        using var json = JsonDocument.Parse(HostMetaEndpoint.Json(server));
        Assert.Equal(600, json.RootElement.GetProperty("xmpp").GetProperty("ttl").GetInt32());
        var links = json.RootElement.GetProperty("links").EnumerateArray().ToDictionary(l => l.GetProperty("rel").GetString()!);
        Assert.Equal("chat.example.org", links[HostMetaFeature.WebSocket].GetProperty("sni").GetString());
        var direct = links[HostMetaFeature.DirectTls];
        Assert.Equal((5223, "capulet.example"), (direct.GetProperty("port").GetInt32(), direct.GetProperty("sni").GetString()));
        Assert.Equal(["192.0.2.1", "2001:db8::1"], direct.GetProperty("ips").EnumerateArray().Select(a => a.GetString()));
        Assert.All(links.Values, l => Assert.True(l.GetProperty("priority").GetInt32() > 0 && l.GetProperty("weight").GetInt32() > 0));
    }
}
