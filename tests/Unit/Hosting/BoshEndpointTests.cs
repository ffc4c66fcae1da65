using System.Net;
using System.Text;
using System.Xml.Linq;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Hosting;

/// <summary>BOSH over a real port: methods, sizes, origins, and where it is told of.</summary>
public sealed class BoshEndpointTests
{
    private const string Begin = "<body xmlns='http://jabber.org/protocol/httpbind' rid='100' to='localhost' hold='1' wait='60' ver='1.6'/>";

    [Fact]
    public async Task A_session_begins_over_HTTP_and_is_told_of_in_host_meta()
    {
        await using var host = await StartAsync();
        using var http = Client(host);
        using var answer = await http.PostAsync("http-bind", new StringContent(Begin, Encoding.UTF8, "text/xml"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/xml; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        var body = XElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.NotNull(body.Attribute("sid"));
        Assert.Contains("urn:xmpp:alt-connections:xbosh", await http.GetStringAsync(".well-known/host-meta"), StringComparison.Ordinal);
        Assert.Contains("/http-bind", await http.GetStringAsync(".well-known/host-meta.json"), StringComparison.Ordinal);

        using var end = await http.PostAsync("bosh", new StringContent($"<body xmlns='http://jabber.org/protocol/httpbind' rid='101' sid='{body.Attribute("sid")!.Value}' type='terminate'/>"));
        Assert.Equal("terminate", XElement.Parse(await end.Content.ReadAsStringAsync()).Attribute("type")!.Value);
    }

    [Fact]
    public async Task Other_methods_and_large_bodies_are_refused()
    {
        await using var host = await StartAsync();
        using var http = Client(host);
        using var got = await http.GetAsync("http-bind");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        using var asked = await http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "http-bind"));
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Contains("POST", string.Join(' ', asked.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        using var large = await http.PostAsync("http-bind", new ByteArrayContent(new byte[400_000]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Theory]
    [InlineData("https://chat.example.org", "https://chat.example.org")]
    [InlineData("https://evil.example", null)]
    public async Task Pages_of_other_origins_may_use_it_where_that_is_allowed(string origin, string? allowed)
    {
        await using var host = await StartAsync("Bosh:Origins=https://chat.example.org");
        using var http = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Options, "http-bind");
        request.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(request);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? Assert.Single(values) : null);
    }

    [Fact]
    public async Task Where_it_is_not_wanted_there_is_nothing()
    {
        await using var host = await StartAsync("Bosh:Enabled=false");
        using var http = Client(host);
        using var answer = await http.PostAsync("http-bind", new StringContent(Begin));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("xbosh", await http.GetStringAsync(".well-known/host-meta"), StringComparison.Ordinal);
    }

    private static async Task<CoupletHost> StartAsync(params string[] settings)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, HttpPort = 0, Data = null };
        options.Storage.Kind = StorageKind.Memory;
        options.Upload.Enabled = false;
        foreach (var setting in settings)
            Assert.Null(Settings.Apply(options, setting.Split('=', 2)[0], setting.Split('=', 2)[1]));
        return await CoupletHost.StartAsync(options);
    }

    private static HttpClient Client(CoupletHost host)
        => new() { BaseAddress = new Uri($"http://127.0.0.1:{host.Endpoints.Single(e => e.Kind == CoupletEndpointKind.Http).Port}/"), Timeout = TimeSpan.FromSeconds(20) };
}
