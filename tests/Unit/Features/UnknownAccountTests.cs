using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features;

public class UnknownAccountTests
{
    [Fact]
    public async Task Requests_are_refused_messages_met_with_silence_and_the_account_is_forgotten()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync("<message to='nobody@capulet.example' type='chat' id='m'><body>Hi</body></message>");
        romeo.Nothing();
        var answer = await romeo.AskAsync("<iq to='nobody@capulet.example' type='get' id='i'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, answer.Error!.Condition);
        await romeo.SendAsync("<presence to='nobody@capulet.example'/>");
        await romeo.SendAsync("<message to='nobody@capulet.example' type='headline'><body>Hi</body></message>");
        romeo.Nothing();
        Assert.DoesNotContain(harness.Server.Accounts.Active, account => account.Jid.Local == "nobody");
    }

    [Fact]
    public async Task An_account_made_later_is_found()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync("<message to='juliet@capulet.example' type='chat'><body>Hi</body></message>");
        var juliet = await harness.LoginAsync("juliet");
        await romeo.SendAsync("<message to='juliet@capulet.example' type='chat'><body>Hi again</body></message>");
        Assert.Equal("Hi again", juliet.Single<Message>().Body);
    }

    [Fact]
    public async Task Idle_accounts_leave_memory_and_what_is_posted_late_is_handled_by_the_successor()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await juliet.EndAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Same(juliet.Account, harness.Server.Accounts.Get("juliet"));
        harness.Time.Advance(TimeSpan.FromMinutes(11));
        harness.Server.Accounts.Get("romeo");
        while (!juliet.Account.IsIdle) await Task.Yield();
        Assert.DoesNotContain(juliet.Account, harness.Server.Accounts.Active);
        Assert.Contains(romeo.Account, harness.Server.Accounts.Active);

        var again = await harness.LoginAsync("juliet");
        juliet.Account.Post(new Server.Routing.Work(new Message(new StanzaHeader(romeo.Jid, again.Jid), MessageType.Chat)));
        while (!juliet.Account.IsIdle) await Task.Yield();
        await harness.SettleAsync();
        Assert.Equal(romeo.Jid, again.Single<Message>().From);
    }
}
