using Couplet.Protocol.Stanzas;
using static Couplet.Tests.Features.Roster.RosterTests;

namespace Couplet.Tests.Features.Subscriptions;

public class SubscriptionTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Romeo = "romeo@capulet.example";

    [Fact]
    public async Task A_request_goes_between_bare_addresses_and_is_granted_with_presence()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet", presence: "<presence><show>away</show></presence>");
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync($"<presence to='{Juliet}/home' type='subscribe' id='s'><status>Hi</status></presence>");
        var request = juliet.Single<Presence>();
        Assert.Equal((PresenceType.Subscribe, Romeo, Juliet, "Hi", "s"),
            (request.Type, request.From.ToString(), request.To.ToString(), request.ChildText("status"), request.Id));
        Assert.Equal(("none", "subscribe"), (Item(romeo.Single<Iq>())["subscription"], "subscribe"));

        await juliet.SendAsync($"<presence to='{Romeo}' type='subscribed'/>");
        Assert.Equal("from", Item(juliet.Single<Iq>())["subscription"]);
        var granted = romeo.Take();
        Assert.Equal(PresenceType.Subscribed, Assert.IsType<Presence>(granted[0]).Type);
        var item = Item(Assert.IsType<Iq>(granted[1]));
        Assert.Equal(("to", null), (item["subscription"], item["ask"]));
        var presence = Assert.IsType<Presence>(granted[2]);
        Assert.Equal((juliet.Jid, "away"), (presence.From, presence.ChildText("show")));
    }

    [Fact]
    public async Task A_request_waits_for_its_answer_over_logins()
    {
        var harness = await AccountHarness.StartAsync();
        await harness.Server.AccountStore.CreateAsync("juliet", "x");
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync($"<presence to='{Juliet}' type='subscribe'><status>Hi</status></presence>");
        for (var login = 0; login < 2; login++)
        {
            var juliet = await harness.BindAsync("juliet");
            juliet.Nothing();
            await juliet.SendAsync("<presence/>");
            Assert.Equal("Hi", juliet.Take<Presence>().Single(p => p.Type == PresenceType.Subscribe).ChildText("status"));
            await juliet.SendAsync("<presence><show>dnd</show></presence>");
            Assert.DoesNotContain(juliet.Take<Presence>(), p => p.Type == PresenceType.Subscribe);
            await juliet.EndAsync();
            harness.Server.Accounts.Drop(juliet.Account);
        }
        var last = await harness.LoginAsync("juliet");
        await last.SendAsync($"<presence to='{Romeo}' type='unsubscribed'/>");
        await last.EndAsync();
        Assert.Equal(PresenceType.Unsubscribed, romeo.Take<Presence>().Single().Type);
        var again = await harness.BindAsync("juliet");
        await again.SendAsync("<presence/>");
        Assert.Equal(PresenceType.Available, again.Single<Presence>().Type);
    }

    [Fact]
    public async Task A_request_alone_is_not_in_the_roster()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync($"<presence to='{Juliet}' type='subscribe'/>");
        Assert.Equal(PresenceType.Subscribe, juliet.Single<Presence>().Type);
        Assert.Empty((await juliet.AskAsync("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>")).FirstChild!.Elements());
    }

    [Fact]
    public async Task A_second_request_is_answered_at_once()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await romeo.SendAsync($"<presence to='{Juliet}' type='subscribe'/>");
        juliet.Nothing();
        romeo.Nothing(); // 'subscribed' in the state Both is not shown (A.3.3)
    }

    [Fact]
    public async Task Approval_in_advance_grants_the_request_when_it_comes()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.SendAsync($"<presence to='{Romeo}' type='subscribed'/>");
        romeo.Nothing();
        var item = Item(juliet.Single<Iq>());
        Assert.Equal(("none", "true"), (item["subscription"], item["approved"]));
        await romeo.SendAsync($"<presence to='{Juliet}' type='subscribe'/>");
        Assert.Equal("from", Item(juliet.Single<Iq>())["subscription"]);
        Assert.Contains(romeo.Take<Presence>(), p => p.Type == PresenceType.Subscribed);
    }

    [Fact]
    public async Task Approval_in_advance_can_be_taken_back()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.SendAsync($"<presence to='{Romeo}' type='subscribed'/>");
        await juliet.SendAsync($"<presence to='{Romeo}' type='unsubscribed'/>");
        Assert.Null(Item(juliet.Take<Iq>()[^1])["approved"]);
        await romeo.SendAsync($"<presence to='{Juliet}' type='subscribe'/>");
        Assert.Equal(PresenceType.Subscribe, juliet.Single<Presence>().Type);
    }

    [Fact]
    public async Task Cancelling_withdraws_presence_first()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await juliet.SendAsync($"<presence to='{Romeo}' type='unsubscribed'/>");
        Assert.Equal([PresenceType.Unavailable, PresenceType.Unsubscribed], romeo.Take<Presence>().Select(p => p.Type));
        Assert.Equal("to", Item(juliet.Single<Iq>())["subscription"]);
    }

    [Fact]
    public async Task Unsubscribing_is_told_and_ends_the_others_presence()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await juliet.SendAsync($"<presence to='{Romeo}' type='unsubscribe'/>");
        var atRomeo = romeo.Take();
        Assert.Equal(PresenceType.Unsubscribe, Assert.IsType<Presence>(atRomeo[0]).Type);
        Assert.Equal("to", Item(Assert.IsType<Iq>(atRomeo[1]))["subscription"]);
        var atJuliet = juliet.Take();
        Assert.Equal("from", Item(atJuliet.OfType<Iq>().Single())["subscription"]);
        Assert.Equal(PresenceType.Unavailable, atJuliet.OfType<Presence>().Single().Type);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_silent()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync("<presence to='nobody@capulet.example' type='subscribe'/>");
        Assert.Empty(romeo.Take<Presence>());
        Assert.DoesNotContain(harness.Server.Accounts.Active, account => account.Jid.Local == "nobody");
    }
}
