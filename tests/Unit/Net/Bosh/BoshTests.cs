using System.Xml.Linq;
using Couplet.Server.Net.Bosh;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Net.Bosh;

/// <summary>Streams in requests of HTTP (XEP-0124, XEP-0206).</summary>
public sealed class BoshTests
{
    [Fact]
    public async Task A_session_begins_with_its_terms_and_the_features()
    {
        var (_, client) = await SceneAsync();
        var answer = await client.BeginAsync("hold='5' wait='3600' ack='1' content='text/html'");
        Assert.Equal(("60", "2", "3", "1.6", "1000", "localhost"), (Of(answer, "wait"), Of(answer, "hold"), Of(answer, "requests"), Of(answer, "ver"), Of(answer, "ack"), Of(answer, "from")));
        Assert.Equal("true", answer.Attribute(XName.Get("restartlogic", "urn:xmpp:xbosh"))!.Value);
        Assert.Equal("{http://etherx.jabber.org/streams}features", Assert.Single(answer.Elements()).Name.ToString());
    }

    [Fact]
    public async Task Two_clients_write_to_each_other()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        Assert.Contains("presence", (await client.AskAsync("<presence xmlns='jabber:client'/>")).ToString(), StringComparison.Ordinal);
        var held = client.AskAsync();
        Assert.False(held.IsCompleted);
        await romeo.SendAsync("<message to='juliet@localhost' type='chat' id='m1'><body>O, speak again</body></message>");
        var message = Assert.Single((await held).Elements());
        Assert.Equal("{jabber:client}message", message.Name.ToString());
        var reply = client.AskAsync("<message xmlns='jabber:client' to='romeo@localhost/here' type='chat' id='m2'><body>What man art thou</body></message>");
        Assert.Contains("What man art thou", await romeo.UntilAsync("</message>"), StringComparison.Ordinal);
        Assert.False(reply.IsCompleted);
    }

    [Fact]
    public async Task A_new_request_frees_the_one_that_is_held()
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var first = client.AskAsync();
        var second = client.AskAsync();
        Assert.Empty((await first).Elements());
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task A_request_is_held_no_longer_than_agreed()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet", "hold='1' wait='20'");
        var held = client.AskAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(held.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty((await held).Elements());
    }

    [Fact]
    public async Task Requests_that_overtake_each_other_are_taken_in_their_order()
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet", "hold='2' wait='60'");
        var late = client.AskAsAsync(client.Rid + 2, Ping("second"));
        Assert.False(late.IsCompleted);
        var first = await client.AskAsAsync(client.Rid + 1, Ping("first"));
        var all = first.Elements().ToList();
        if (all.Count == 1) all.AddRange((await late).Elements());
        Assert.Equal(["first", "second"], all.Select(e => Of(e, "id")));
    }

    [Fact]
    public async Task An_answer_that_was_lost_can_be_had_again()
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var answer = await client.AskAsync(Ping("p1"));
        var again = await client.AskAsAsync(client.Rid, Ping("p1"));
        Assert.Equal(answer.ToString(), again.ToString());
        Assert.Equal("terminate", Of(await client.AskAsAsync(client.Rid - 5), "type"));
    }

    [Fact]
    public async Task A_request_that_is_repeated_while_it_is_held_takes_the_place_of_the_other()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var held = client.AskAsync();
        var again = client.AskAsAsync(client.Rid);
        Assert.Equal("error", Of(await held, "type"));
        Assert.False(again.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null((await again).Attribute("type"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1_000_000)]
    [InlineData(-1_000)]
    public async Task A_number_outside_the_window_ends_the_session(int distance)
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var answer = await client.AskAsAsync(Math.Max(1, client.Rid + distance));
        Assert.Equal(("terminate", "item-not-found"), (Of(answer, "type"), Of(answer, "condition")));
        Assert.Equal("item-not-found", Of(await client.AskAsync(), "condition"));
    }

    [Fact]
    public async Task Too_many_requests_at_once_end_the_session()
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet", "hold='2' wait='60'");
        // The first of them is missing, so none of these can be answered; the third is one too many.
        _ = client.AskAsAsync(client.Rid + 2);
        _ = client.AskAsAsync(client.Rid + 3);
        Assert.Equal("item-not-found", Of(await client.AskAsAsync(client.Rid + 4), "condition"));
    }

    [Fact]
    public async Task A_pause_is_answered_at_once_and_prolongs_the_silence()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var held = client.AskAsync();
        var pause = await client.AskAsync("", "pause='100'");
        Assert.Empty(pause.Elements());
        Assert.Empty((await held).Elements());
        harness.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Contains("p1", (await client.AskAsync(Ping("p1"))).ToString(), StringComparison.Ordinal);
        harness.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("item-not-found", Of(await client.AskAsync(), "condition"));
    }

    [Fact]
    public async Task The_end_is_said_to_the_oldest_request()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var held = client.AskAsync();
        var end = await client.AskAsync("<presence xmlns='jabber:client' type='unavailable'/>", "type='terminate'");
        var answers = new[] { await held, end };
        Assert.Contains(answers, a => Of(a, "type") == "terminate" && Of(a, "condition") is null);
        Assert.Equal("item-not-found", Of(await client.AskAsync(), "condition"));
        await harness.Server.Accounts.RunAsync("juliet", account =>
        {
            Assert.Empty(account.Sessions);
            return default;
        });
    }

    [Fact]
    public async Task A_stream_error_is_handed_on()
    {
        var (_, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        var answer = await client.AskAsync("<message xmlns='jabber:client' from='romeo@localhost'><body>forged</body></message>");
        Assert.Equal(("terminate", "remote-stream-error"), (Of(answer, "type"), Of(answer, "condition")));
        Assert.Contains("invalid-from", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no XML at all")]
    [InlineData("<body/>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/httpbind' rid='-1' to='localhost'/>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/httpbind' rid='9007199254740992' to='localhost'/>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/httpbind' rid='1' to='localhost'>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/httpbind' rid='1' to='localhost'/><body/>")]
    [InlineData("<!DOCTYPE body [<!ENTITY a 'b'>]><body xmlns='http://jabber.org/protocol/httpbind' rid='1' to='localhost'/>")]
    [InlineData("<other xmlns='http://jabber.org/protocol/httpbind' rid='1' to='localhost'/>")]
    public async Task What_is_no_request_is_refused(string posted)
    {
        var (harness, client) = await SceneAsync();
        Assert.Equal("bad-request", Of(await client.PostAsync(posted), "condition"));
        Assert.Equal(0, harness.Streams.Count);
    }

    [Theory]
    [InlineData("to='example.net'", "host-unknown")]
    [InlineData("to='romeo@localhost'", "host-unknown")]
    [InlineData("", "improper-addressing")]
    [InlineData("sid='made-up'", "item-not-found")]
    public async Task Without_a_domain_of_ours_nothing_begins(string attributes, string condition)
    {
        var (_, client) = await SceneAsync();
        var answer = await client.PostAsync($"<body xmlns='http://jabber.org/protocol/httpbind' rid='1' {attributes}/>");
        Assert.Equal(("terminate", condition), (Of(answer, "type"), Of(answer, "condition")));
    }

    [Fact]
    public async Task A_silent_client_is_forgotten()
    {
        var (harness, client, directory) = await WholeSceneAsync();
        await client.LoginAsync("juliet");
        Assert.Equal(1, directory.Count);
        harness.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, directory.Count);
        Assert.Equal("item-not-found", Of(await client.AskAsync(), "condition"));
    }

    [Fact]
    public async Task A_client_that_polls_gets_its_answers_at_once()
    {
        var (_, client) = await SceneAsync();
        var answer = await client.BeginAsync("hold='0' wait='0'");
        Assert.Equal(("0", "1"), (Of(answer, "hold"), Of(answer, "requests")));
        Assert.Empty((await client.AskAsync()).Elements());
    }

    [Fact]
    public async Task Who_polls_too_often_is_thrown_out()
    {
        var (harness, client) = await SceneAsync(limited: true);
        await client.BeginAsync("hold='0' wait='0'");
        Assert.Empty((await client.AskAsync()).Elements());
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null((await client.AskAsync()).Attribute("condition"));
        Assert.Equal("policy-violation", Of(await client.AskAsync(), "condition"));
    }

    [Fact]
    public async Task The_way_out_is_bounded()
    {
        var (harness, client) = await SceneAsync();
        await client.LoginAsync("juliet");
        await client.AskAsync("<presence xmlns='jabber:client'/>");
        var romeo = await harness.LoginAsync("romeo");
        var text = new string('x', 100_000);
        for (var i = 0; i < 4; i++) await romeo.SendAsync($"<message to='juliet@localhost' type='chat' id='m{i}'><body>{text}</body></message>");
        var seen = new List<string?>();
        while (seen.Count < 4) seen.AddRange((await client.AskAsync()).Elements().Select(e => Of(e, "id")));
        Assert.Equal(["m0", "m1", "m2", "m3"], seen);
    }

    private static async Task<(ServerHarness, BoshClient)> SceneAsync(bool limited = false)
    {
        var (harness, client, _) = await WholeSceneAsync(limited);
        return (harness, client);
    }

    private static async Task<(ServerHarness, BoshClient, BoshDirectory)> WholeSceneAsync(bool limited = false)
    {
        var harness = await ServerHarness.StartAsync(o => o.Limits.Enabled = limited);
        var directory = new BoshDirectory(harness.Streams);
        return (harness, new BoshClient(directory), directory);
    }

    private static string Ping(string id) => $"<iq xmlns='jabber:client' type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>";

    private static string? Of(XElement element, string attribute) => element.Attribute(attribute)?.Value;
}
