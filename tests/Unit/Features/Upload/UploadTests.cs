using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Upload;
using Couplet.Server.Hosting;
using Couplet.Tests.Features.AdHocCommands;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Couplet.Tests.Features.Upload;

public sealed class UploadTests : IAsyncLifetime
{
    private readonly List<AccountHarness> _harnesses = [];

    private async Task<(AccountHarness, FakeSession)> StartAsync(Action<CoupletOptions>? configure = null)
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.PublicUrl = new Uri("https://files.example/");
            configure?.Invoke(o);
        });
        _harnesses.Add(harness);
        return (harness, await harness.LoginAsync("romeo"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var harness in _harnesses) await harness.Server.StopAsync();
    }

    private static async Task<Iq> SlotAsync(FakeSession session, string attributes = "filename='a b.png' size='5' content-type='image/png'")
    {
        var id = Guid.NewGuid().ToString();
        session.Post($"<iq type='get' id='{id}' to='upload.capulet.example'><request xmlns='{UploadFeature.Namespace}' {attributes}/></iq>");
        return await session.AnswerAsync(id);
    }

    private static Uri Url(Iq slot, string kind) => new(slot.FirstChild!.Child(kind)!["url"]!);

    private static async Task<HttpResponse> HttpAsync(AccountHarness harness, string method, Uri url, string? body = null, string? type = "image/png", string? range = null)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        var segments = url.AbsolutePath.Split('/');
        context.Request.Method = method;
        context.Request.QueryString = new QueryString(url.Query);
        context.Request.RouteValues["id"] = segments[2];
        context.Request.RouteValues["name"] = Uri.UnescapeDataString(segments[3]);
        if (body is not null)
        {
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            context.Request.ContentLength = body.Length;
            context.Request.ContentType = type;
        }
        if (range is not null) context.Request.Headers.Range = range;
        context.Response.Body = new MemoryStream();
        await UploadEndpoint.RunAsync(context, harness.Server.Features.Uploads);
        return context.Response;
    }

    private static string Text(HttpResponse response) => Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());

    [Fact]
    public async Task A_file_is_uploaded_once_and_downloaded_by_anybody()
    {
        var (harness, romeo) = await StartAsync();
        var slot = await SlotAsync(romeo);
        Assert.StartsWith("https://files.example/upload/", Url(slot, "put").AbsoluteUri, StringComparison.Ordinal);
        Assert.EndsWith("/a%20b.png", Url(slot, "get").AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(404, (await HttpAsync(harness, "GET", Url(slot, "get"))).StatusCode);
        Assert.Equal(201, (await HttpAsync(harness, "PUT", Url(slot, "put"), "12345")).StatusCode);
        Assert.Equal(409, (await HttpAsync(harness, "PUT", Url(slot, "put"), "54321")).StatusCode);
        var got = await HttpAsync(harness, "GET", Url(slot, "get"));
        Assert.Equal((200, "image/png", "12345"), (got.StatusCode, got.ContentType, Text(got)));
        Assert.Equal("nosniff", got.Headers.XContentTypeOptions);
        Assert.Contains("default-src 'none'", got.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Empty(got.Headers.ContentDisposition.ToString());
    }

    [Fact]
    public async Task Heads_and_ranges_are_served()
    {
        var (harness, romeo) = await StartAsync();
        var slot = await SlotAsync(romeo);
        await HttpAsync(harness, "PUT", Url(slot, "put"), "12345");
        var head = await HttpAsync(harness, "HEAD", Url(slot, "get"));
        Assert.Equal((200, 5L, ""), (head.StatusCode, head.ContentLength, Text(head)));
        var part = await HttpAsync(harness, "GET", Url(slot, "get"), range: "bytes=1-2");
        Assert.Equal((206, "23"), (part.StatusCode, Text(part)));
    }

    [Theory]
    [InlineData("1234", "image/png", 400)]
    [InlineData("123456", "image/png", 413)]
    [InlineData("12345", "text/html", 415)]
    public async Task What_was_not_announced_is_refused_and_can_be_tried_again(string body, string type, int status)
    {
        var (harness, romeo) = await StartAsync();
        var slot = await SlotAsync(romeo);
        Assert.Equal(status, (await HttpAsync(harness, "PUT", Url(slot, "put"), body, type)).StatusCode);
        Assert.Equal(201, (await HttpAsync(harness, "PUT", Url(slot, "put"), "12345")).StatusCode);
    }

    [Fact]
    public async Task Content_that_ends_early_leaves_nothing()
    {
        var (harness, romeo) = await StartAsync();
        var slot = UploadSlot(romeo, await SlotAsync(romeo), harness);
        Assert.False(await harness.Server.Features.Uploads!.StoreAsync(slot, new MemoryStream("123"u8.ToArray()), default));
        Assert.False(await harness.Server.Features.Uploads.StoreAsync(slot, new MemoryStream("123456"u8.ToArray()), default));
        Assert.False(harness.Server.Features.Uploads.Folder.Exists(slot.Id));
    }

    [Fact]
    public async Task A_page_is_offered_for_saving_and_never_shown()
    {
        var (harness, romeo) = await StartAsync();
        var slot = await SlotAsync(romeo, "filename='évil.html' size='5' content-type='text/html'");
        await HttpAsync(harness, "PUT", Url(slot, "put"), "12345", "text/html");
        var got = await HttpAsync(harness, "GET", Url(slot, "get"));
        Assert.StartsWith("attachment", got.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slots_are_signed_and_expire()
    {
        var (harness, romeo) = await StartAsync();
        var slot = await SlotAsync(romeo);
        var forged = new Uri(Url(slot, "put").AbsoluteUri.Replace("?slot=ey", "?slot=eY", StringComparison.Ordinal));
        Assert.Equal(403, (await HttpAsync(harness, "PUT", forged, "12345")).StatusCode);
        Assert.Equal(403, (await HttpAsync(harness, "PUT", Url(slot, "get"), "12345")).StatusCode);
        harness.Time.Advance(UploadService.Patience);
        Assert.Equal(403, (await HttpAsync(harness, "PUT", Url(slot, "put"), "12345")).StatusCode);
    }

    [Fact]
    public async Task Sizes_names_and_types_are_checked()
    {
        var (_, romeo) = await StartAsync(o => o.Upload.MaxBytes = 10);
        (await SlotAsync(romeo, "filename='a' size='11'")).HasError(StanzaErrorCondition.NotAcceptable, "file-too-large");
        (await SlotAsync(romeo, "filename='a' size='0'")).HasError(StanzaErrorCondition.BadRequest);
        (await SlotAsync(romeo, "filename='a/b' size='1'")).HasError(StanzaErrorCondition.BadRequest);
        (await SlotAsync(romeo, "filename='..' size='1'")).HasError(StanzaErrorCondition.BadRequest);
        (await SlotAsync(romeo, "filename='a' size='1' content-type='nonsense'")).HasError(StanzaErrorCondition.BadRequest);
    }

    [Fact]
    public async Task Quotas_count_open_slots_and_stored_files()
    {
        var (harness, romeo) = await StartAsync(o => (o.Upload.QuotaBytes, o.Upload.DailyBytes) = (12, 9));
        var slot = await SlotAsync(romeo);
        await HttpAsync(harness, "PUT", Url(slot, "put"), "12345");
        (await SlotAsync(romeo)).HasError(StanzaErrorCondition.ResourceConstraint);
        harness.Time.Advance(TimeSpan.FromDays(2));
        Assert.False((await SlotAsync(romeo)).IsError);
        (await SlotAsync(romeo)).HasError(StanzaErrorCondition.ResourceConstraint);
        harness.Time.Advance(UploadService.Patience);
        Assert.False((await SlotAsync(romeo)).IsError);
    }

    [Fact]
    public async Task The_total_is_bounded_over_all_accounts()
    {
        var (harness, romeo) = await StartAsync(o => o.Upload.TotalBytes = 9);
        var juliet = await harness.LoginAsync("juliet");
        Assert.False((await SlotAsync(romeo)).IsError);
        (await SlotAsync(juliet)).HasError(StanzaErrorCondition.ResourceConstraint);
    }

    [Fact]
    public async Task Old_files_and_those_of_deleted_accounts_go()
    {
        var (harness, romeo) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var old = await SlotAsync(romeo);
        await HttpAsync(harness, "PUT", Url(old, "put"), "12345");
        harness.Time.Advance(TimeSpan.FromDays(20));
        var young = await SlotAsync(juliet);
        await HttpAsync(harness, "PUT", Url(young, "put"), "12345");
        harness.Time.Advance(TimeSpan.FromDays(11));
        await harness.Server.Features.Uploads!.SweepAsync();
        Assert.Equal(404, (await HttpAsync(harness, "GET", Url(old, "get"))).StatusCode);
        Assert.Equal(200, (await HttpAsync(harness, "GET", Url(young, "get"))).StatusCode);
        await harness.Server.Accounts.RemoveAsync("juliet");
        Assert.Equal(404, (await HttpAsync(harness, "GET", Url(young, "get"))).StatusCode);
    }

    [Fact]
    public async Task Without_a_port_for_http_there_is_no_service()
    {
        var harness = await AccountHarness.StartAsync();
        Assert.Null(harness.Server.Router.Find("upload.capulet.example"));
    }

    private static UploadSlot UploadSlot(FakeSession session, Iq slot, AccountHarness harness)
    {
        Assert.Equal(session.Jid, slot.To);
        return harness.Server.Features.Uploads!.Verify(Url(slot, "put").Query["?slot=".Length..])!;
    }
}
