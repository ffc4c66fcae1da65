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
    public void Both_pages_name_it()
    {
        const string address = "wss://chat.example.org/xmpp-websocket";
        using var json = JsonDocument.Parse(HostMetaEndpoint.Json(address));
        var link = json.RootElement.GetProperty("links")[0];
        Assert.Equal((HostMetaFeature.WebSocket, address), (link.GetProperty("rel").GetString(), link.GetProperty("href").GetString()));
        var xml = System.Xml.Linq.XDocument.Parse(HostMetaEndpoint.Xml(address));
        Assert.Equal(address, Assert.Single(xml.Root!.Elements()).Attribute("href")!.Value);
    }
}
