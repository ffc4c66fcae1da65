using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Features.Components;

public sealed class ComponentsTests : IAsyncLifetime
{
    private CoupletHost _host = null!;

    public async Task InitializeAsync()
    {
        var options = new CoupletOptions { Dev = true, Port = 0, RequireTls = false };
        options.Storage.Kind = StorageKind.Memory;
        options.Components.Port = 0;
        Assert.Null(Settings.Apply(options, "Components:Secrets", "irc.example=north, sms.example=south"));
        _host = await CoupletHost.StartAsync(options);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task With_the_secret_a_component_is_connected_and_without_it_is_not()
    {
        using var good = await ConnectAsync("irc.example");
        await good.ShakeAsync("north");
        Assert.Contains("<handshake/>", await good.ReadUntilAsync("<handshake/>"), StringComparison.Ordinal);
        using var bad = await ConnectAsync("irc.example");
        await bad.ShakeAsync("south");
        Assert.Contains("not-authorized", await bad.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
        using var stranger = await ConnectAsync("nobody.example");
        Assert.Contains("host-unknown", await stranger.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stanzas_go_both_ways_between_components()
    {
        using var irc = await LoginAsync("irc.example", "north");
        using var sms = await LoginAsync("sms.example", "south");
        await irc.SendAsync("<message from='a@irc.example/x' to='b@sms.example'><body>Hi</body></message>");
        var got = await sms.ReadUntilAsync("</message>");
        Assert.Contains("<body>Hi</body>", got, StringComparison.Ordinal);
        Assert.Contains("from='a@irc.example/x'", got, StringComparison.Ordinal);
        await sms.SendAsync("<iq type='get' id='1' from='b@sms.example' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
        Assert.Contains("type='result'", await sms.ReadUntilAsync("/>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_is_not_there_is_answered_for()
    {
        using var irc = await LoginAsync("irc.example", "north");
        await irc.SendAsync("<message from='a@irc.example' to='b@sms.example' id='1'><body>Hi</body></message>");
        var got = await irc.ReadUntilAsync("</message>");
        Assert.Contains("remote-server-timeout", got, StringComparison.Ordinal);
        Assert.Contains("type='wait'", got, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<message from='a@sms.example' to='b@localhost'/>", "invalid-from")]
    [InlineData("<message to='b@localhost'/>", "invalid-from")]
    [InlineData("<message from='a@irc.example'/>", "improper-addressing")]
    [InlineData("<message xmlns='jabber:client' from='a@irc.example' to='b@localhost'/>", "invalid-namespace")]
    public async Task Addresses_of_others_end_the_stream(string stanza, string error)
    {
        using var irc = await LoginAsync("irc.example", "north");
        await irc.SendAsync(stanza);
        Assert.Contains(error, await irc.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newer_connection_of_a_component_counts()
    {
        using var first = await LoginAsync("irc.example", "north");
        using var second = await LoginAsync("irc.example", "north");
        Assert.Contains("conflict", await first.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
        _host.Server.Router.Route(new Message(new StanzaHeader(Jid.Parse("localhost"), Jid.Parse("a@irc.example")), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "Hi")));
        Assert.Contains("Hi", await second.ReadUntilAsync("</message>"), StringComparison.Ordinal);
    }

    private async Task<Component> LoginAsync(string domain, string secret)
    {
        var component = await ConnectAsync(domain);
        await component.ShakeAsync(secret);
        await component.ReadUntilAsync("<handshake/>");
        return component;
    }

    private async Task<Component> ConnectAsync(string domain)
    {
        var client = new TcpClient();
        await client.ConnectAsync(_host.Endpoints.First(e => e.Kind == CoupletEndpointKind.Component).Address);
        var component = new Component(client);
        await component.SendAsync($"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='{domain}'>");
        return component;
    }

    private sealed class Component(TcpClient client) : IDisposable
    {
        private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(20));
        private string _unread = "";

        public async Task ShakeAsync(string secret)
        {
            var id = Regex.Match(await ReadUntilAsync("'>"), " id='([^']+)'").Groups[1].Value;
            await SendAsync($"<handshake>{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + secret)))}</handshake>");
        }

        public async Task SendAsync(string text) => await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), _patience.Token);

        /// <summary>Reads up to and with the end given; what follows is kept.</summary>
        public async Task<string> ReadUntilAsync(string end)
        {
            var buffer = new byte[4096];
            while (!_unread.Contains(end, StringComparison.Ordinal))
            {
                var read = await client.GetStream().ReadAsync(buffer, _patience.Token);
                Assert.True(read > 0, $"The stream ended before '{end}': {_unread}");
                _unread += Encoding.UTF8.GetString(buffer, 0, read);
            }
            var at = _unread.IndexOf(end, StringComparison.Ordinal) + end.Length;
            var taken = _unread[..at];
            _unread = _unread[at..];
            return taken;
        }

        public void Dispose()
        {
            _patience.Dispose();
            client.Dispose();
        }
    }
}
