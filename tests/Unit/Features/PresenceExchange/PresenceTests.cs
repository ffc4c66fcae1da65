using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features.PresenceExchange;

public class PresenceTests
{
    [Fact]
    public async Task Initial_presence_goes_to_contacts_and_own_resources_and_brings_theirs()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        var chamber = await harness.BindAsync("juliet", "chamber");
        await chamber.SendAsync("<presence><show>chat</show></presence>");
        Assert.Equal((chamber.Jid, "chat"), From(romeo.Single<Presence>()));
        Assert.Equal((chamber.Jid, "chat"), From(juliet.Single<Presence>()));
        Assert.Equal([chamber.Jid, juliet.Jid, romeo.Jid], chamber.Take<Presence>().Select(p => p.From));

        await chamber.SendAsync("<presence><show>xa</show></presence>");
        Assert.Equal((chamber.Jid, "xa"), From(romeo.Single<Presence>()));
        Assert.Equal((chamber.Jid, "xa"), From(chamber.Single<Presence>()));
    }

    [Fact]
    public async Task Nobody_without_a_subscription_sees_presence()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        await romeo.SendAsync("<presence to='juliet@capulet.example' type='subscribe'/>");
        romeo.Take();
        await juliet.SendAsync("<presence><show>away</show></presence>");
        await juliet.SendAsync("<presence type='unavailable'/>");
        romeo.Nothing();
    }

    [Fact]
    public async Task A_subscription_is_one_way()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        await romeo.SendAsync("<presence to='juliet@capulet.example' type='subscribe'/>");
        await juliet.SendAsync("<presence to='romeo@capulet.example' type='subscribed'/>");
        romeo.Take();
        juliet.Take();
        await romeo.SendAsync("<presence><show>away</show></presence>");
        juliet.Nothing();
        romeo.Take();
        await juliet.SendAsync("<presence><show>dnd</show></presence>");
        Assert.Equal((juliet.Jid, "dnd"), From(romeo.Single<Presence>()));
    }

    [Fact]
    public async Task Unavailable_presence_and_the_end_of_a_session_are_told()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await juliet.SendAsync("<presence type='unavailable'><status>Bye</status></presence>");
        var gone = romeo.Single<Presence>();
        Assert.Equal((PresenceType.Unavailable, juliet.Jid, "Bye"), (gone.Type, gone.From, gone.ChildText("status")));
        await juliet.EndAsync();
        romeo.Nothing();
        await romeo.EndAsync();
        var again = await harness.LoginAsync("romeo");
        var late = await harness.LoginAsync("juliet", "chamber");
        again.Take();
        await late.EndAsync();
        Assert.Equal((PresenceType.Unavailable, late.Jid), (again.Single<Presence>() is var p ? (p.Type, p.From) : default));
    }

    [Fact]
    public async Task A_contact_without_resources_answers_a_probe_with_unavailable()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await romeo.EndAsync();
        var chamber = await harness.BindAsync("juliet", "chamber");
        await chamber.SendAsync("<presence/>");
        var answer = chamber.Take<Presence>()[^1];
        Assert.Equal((PresenceType.Unavailable, "romeo@capulet.example"), (answer.Type, answer.From.ToString()));
    }

    [Theory]
    [InlineData("juliet@capulet.example")]
    [InlineData("nobody@capulet.example")]
    public async Task A_probe_of_a_stranger_is_refused_whether_the_account_exists_or_not(string to)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync($"<presence to='{to}' type='probe'/>");
        juliet.Nothing();
        romeo.Nothing(); // 'unsubscribed' is nothing to show in the state None (A.3.4)
    }

    [Fact]
    public async Task Presence_of_a_type_that_needs_an_address_is_a_bad_request()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await juliet.SendAsync("<presence type='subscribe'/>");
        Assert.Equal(StanzaErrorCondition.BadRequest, juliet.Single<Presence>().Error!.Condition);
    }

    private static (Protocol.Addressing.Jid, string?) From(Presence presence) => (presence.From, presence.ChildText("show"));
}
