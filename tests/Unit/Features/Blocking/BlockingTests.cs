using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Blocking;

namespace Couplet.Tests.Features.Blocking;

public class BlockingTests
{
    private const string List = "<iq type='get' id='list'><blocklist xmlns='urn:xmpp:blocking'/></iq>";
    private const string Romeo = "romeo@capulet.example";
    private const string Juliet = "juliet@capulet.example";

    [Theory]
    [InlineData("romeo@example.net/orchard", "romeo@example.net/orchard", true)]
    [InlineData("romeo@example.net/orchard", "romeo@example.net/garden", false)]
    [InlineData("romeo@example.net/orchard", "romeo@example.net", false)]
    [InlineData("romeo@example.net", "romeo@example.net/garden", true)]
    [InlineData("example.net", "romeo@example.net/garden", true)]
    [InlineData("example.net", "example.net", true)]
    [InlineData("example.net/garden", "romeo@example.net/garden", true)]
    [InlineData("example.net/garden", "romeo@example.net/orchard", false)]
    [InlineData("example.net", "sub.example.net", false)]
    public void Addresses_match_by_the_rules(string blocked, string jid, bool expected)
        => Assert.Equal(expected, new BlockList([Jid.Parse(blocked)]).Contains(Jid.Parse(jid)));

    [Fact]
    public async Task The_list_is_kept_and_changes_are_pushed_to_those_who_asked()
    {
        var harness = await AccountHarness.StartAsync();
        var home = await harness.BindAsync("juliet");
        var chamber = await harness.BindAsync("juliet", "chamber");
        Assert.Empty((await home.AskAsync(List)).FirstChild!.Elements());
        await home.SendAsync(Block(Romeo));
        var received = home.Take<Iq>();
        Assert.Equal([IqType.Result, IqType.Set], received.Select(iq => iq.Type));
        Assert.Equal(Romeo, received[1].FirstChild!.FirstChild!["jid"]);
        chamber.Nothing();
        Assert.Equal(Romeo, Assert.Single((await chamber.AskAsync(List)).FirstChild!.Elements())["jid"]);
        await chamber.AskAsync("<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'/></iq>");
        Assert.Empty(home.Single<Iq>().FirstChild!.Elements());
        Assert.Empty((await home.AskAsync(List)).FirstChild!.Elements());
    }

    [Fact]
    public async Task Nothing_of_a_blocked_contact_comes_through()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.AskAsync(Block(Romeo));
        await romeo.SendAsync($"<message to='{Juliet}' type='chat'><body>Hi</body></message>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, romeo.Single<Message>().Error!.Condition);
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>Hi</body></message>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, romeo.Single<Message>().Error!.Condition);
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable,
            (await romeo.AskAsync($"<iq to='{juliet.Jid}' type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>")).Error!.Condition);
        await romeo.SendAsync($"<presence to='{Juliet}'/>");
        await romeo.SendAsync($"<presence to='{Juliet}' type='probe'/>");
        romeo.Nothing();
        juliet.Nothing();
    }

    [Fact]
    public async Task Nothing_goes_out_to_a_blocked_contact()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.AskAsync(Block(Romeo));
        await juliet.SendAsync($"<message to='{Romeo}/home' type='chat'><body>Hi</body></message>");
        var error = juliet.Single<Message>().Error!;
        Assert.Equal((StanzaErrorType.Cancel, StanzaErrorCondition.NotAcceptable), (error.Type, error.Condition));
        Assert.True(error.Application!.Is("blocked", "urn:xmpp:blocking:errors"));
        romeo.Nothing();
    }

    [Fact]
    public async Task Subscribers_see_the_blocker_leave_and_come_back()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await juliet.AskAsync(Block(Romeo));
        Assert.Equal((PresenceType.Unavailable, juliet.Jid), romeo.Single<Presence>() is var gone ? (gone.Type, gone.From) : default);
        await juliet.SendAsync("<presence><show>away</show></presence>");
        romeo.Nothing();
        await juliet.AskAsync($"<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'><item jid='{Romeo}'/></unblock></iq>");
        Assert.Equal("away", romeo.Single<Presence>().ChildText("show"));
    }

    [Fact]
    public async Task The_list_holds_while_the_owner_is_away_and_after_the_account_was_unloaded()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.AskAsync(Block(Romeo, "<report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><text>No</text></report>"));
        await juliet.EndAsync();
        harness.Server.Accounts.Drop(juliet.Account);
        await romeo.SendAsync($"<message to='{Juliet}' type='chat'><body>Hi</body></message>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, romeo.Single<Message>().Error!.Condition);
        Assert.True(harness.Server.Accounts.Get("juliet").BlockList.Contains(romeo.Jid));
    }

    [Fact]
    public async Task What_rooms_deliver_past_the_account_is_blocked_too()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await juliet.AskAsync(Block("room@conference.capulet.example/romeo"));
        foreach (var nick in new[] { "romeo", "nurse" })
        {
            var message = new Message(new StanzaHeader(Jid.Parse($"room@conference.capulet.example/{nick}"), juliet.Jid), MessageType.Groupchat);
            Assert.True(juliet.Deliver(Server.Routing.EncodedStanza.Of(message), juliet.Jid));
        }
        Assert.Equal("nurse", juliet.Single<Message>().From.Resource);
    }

    [Theory]
    [InlineData("", StanzaErrorCondition.BadRequest)]
    [InlineData("<item/>", StanzaErrorCondition.JidMalformed)]
    [InlineData("<item jid='juliet@capulet.example/x'/>", StanzaErrorCondition.NotAllowed)]
    public async Task An_invalid_request_is_refused(string items, StanzaErrorCondition expected)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        Assert.Equal(expected, (await juliet.AskAsync($"<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>{items}</block></iq>")).Error!.Condition);
    }

    private static string Block(string jid, string report = "")
        => $"<iq type='set' id='block'><block xmlns='urn:xmpp:blocking'><item jid='{jid}'>{report}</item></block></iq>";
}
