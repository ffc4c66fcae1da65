using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Features.Roster;

public class RosterTests
{
    private const string Ns = "jabber:iq:roster";

    [Fact]
    public async Task A_new_roster_is_empty_and_has_a_version()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        var answer = await juliet.AskAsync($"<iq type='get' id='1'><query xmlns='{Ns}'/></iq>");
        Assert.Equal(IqType.Result, answer.Type);
        Assert.Empty(answer.FirstChild!.Elements());
        Assert.NotNull(answer.FirstChild["ver"]);
    }

    [Fact]
    public async Task A_set_is_answered_first_and_then_pushed_to_those_who_asked_for_the_roster()
    {
        var harness = await AccountHarness.StartAsync();
        var balcony = await harness.LoginAsync("juliet", "balcony");
        var chamber = await harness.LoginAsync("juliet", "chamber");
        var hall = await harness.BindAsync("juliet", "hall");
        balcony.Take();
        await balcony.SendAsync(Set("<item jid='nurse@example.net' name='Nurse'><group>Servants</group></item>"));
        var received = balcony.Take();
        Assert.Equal(2, received.Count);
        Assert.Equal(IqType.Result, ((Iq)received[0]).Type);
        foreach (var push in new[] { received[1], chamber.Single<Iq>() })
        {
            Assert.True(push.From.IsEmpty);
            Assert.Equal(IqType.Set, ((Iq)push).Type);
            var item = Assert.Single(push.FirstChild!.Elements());
            Assert.Equal(("nurse@example.net", "Nurse", "none"), (item["jid"], item["name"], item["subscription"]));
            Assert.Equal("Servants", Assert.Single(item.Elements("group")).Text);
        }
        hall.Nothing();
    }

    [Fact]
    public async Task Items_come_in_order_and_a_known_version_gets_an_empty_result()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        foreach (var name in new[] { "romeo", "benvolio", "nurse" }) await juliet.AskAsync(Set($"<item jid='{name}@example.net'/>"));
        var all = await juliet.AskAsync($"<iq type='get' id='1'><query xmlns='{Ns}' ver=''/></iq>");
        Assert.Equal(["benvolio@example.net", "nurse@example.net", "romeo@example.net"], all.FirstChild!.Elements().Select(item => item["jid"]));
        var same = await juliet.AskAsync($"<iq type='get' id='2'><query xmlns='{Ns}' ver='{all.FirstChild["ver"]}'/></iq>");
        Assert.Null(same.FirstChild);
        await juliet.AskAsync(Set("<item jid='nurse@example.net' subscription='remove'/>"));
        var changed = await juliet.AskAsync($"<iq type='get' id='3'><query xmlns='{Ns}' ver='{all.FirstChild["ver"]}'/></iq>");
        Assert.Equal(2, changed.FirstChild!.Elements().Count());
    }

    [Theory]
    [InlineData("", StanzaErrorCondition.BadRequest)]
    [InlineData("<item/>", StanzaErrorCondition.BadRequest)]
    [InlineData("<item jid='a@example.net'/><item jid='b@example.net'/>", StanzaErrorCondition.BadRequest)]
    [InlineData("<item jid='a@example.net'><group>x</group><group>x</group></item>", StanzaErrorCondition.BadRequest)]
    [InlineData("<item jid='a@example.net'><group/></item>", StanzaErrorCondition.NotAcceptable)]
    [InlineData("<item jid='@'/>", StanzaErrorCondition.JidMalformed)]
    [InlineData("<item jid='juliet@capulet.example'/>", StanzaErrorCondition.NotAllowed)]
    [InlineData("<item jid='a@example.net' subscription='remove'/>", StanzaErrorCondition.ItemNotFound)]
    public async Task An_invalid_set_changes_nothing(string items, StanzaErrorCondition expected)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var answer = await juliet.AskAsync(Set(items));
        Assert.Equal(expected, answer.Error!.Condition);
        juliet.Nothing();
    }

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    public async Task Names_and_groups_have_a_longest_length(int length, bool refused)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        var text = new string('x', length);
        foreach (var item in new[] { $"<item jid='a@example.net' name='{text}'/>", $"<item jid='a@example.net'><group>{text}</group></item>" })
            Assert.Equal(refused ? StanzaErrorCondition.NotAcceptable : null, (await juliet.AskAsync(Set(item))).Error?.Condition);
    }

    [Fact]
    public async Task Another_accounts_roster_is_out_of_reach()
    {
        var harness = await AccountHarness.StartAsync();
        await harness.BindAsync("juliet");
        var romeo = await harness.BindAsync("romeo");
        var answer = await romeo.AskAsync($"<iq type='set' id='1' to='juliet@capulet.example'><query xmlns='{Ns}'><item jid='a@example.net'/></query></iq>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, answer.Error!.Condition);
    }

    [Fact]
    public async Task The_clients_word_on_subscriptions_counts_for_nothing()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await juliet.AskAsync(Set("<item jid='romeo@capulet.example' subscription='both' ask='subscribe' approved='true'/>"));
        var item = Item(juliet.Single<Iq>());
        Assert.Equal(("none", null, null), (item["subscription"], item["ask"], item["approved"]));
    }

    [Fact]
    public async Task Removal_ends_the_subscriptions_of_both_sides()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await juliet.SendAsync(Set("<item jid='romeo@capulet.example' subscription='remove'/>"));
        Assert.Equal("remove", Item(juliet.Take<Iq>().Single(iq => iq.Type == IqType.Set))["subscription"]);
        var seen = romeo.Take();
        Assert.Equal([PresenceType.Unavailable, PresenceType.Unsubscribed, PresenceType.Unsubscribe], seen.OfType<Presence>().Select(p => p.Type));
        Assert.Equal("none", Item(seen.OfType<Iq>().Last())["subscription"]);
    }

    [Fact]
    public async Task The_roster_outlives_the_account_in_memory()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        await juliet.AskAsync(Set("<item jid='nurse@example.net' name='N'><group>b</group><group>a</group></item>"));
        var before = await juliet.AskAsync($"<iq type='get' id='1'><query xmlns='{Ns}'/></iq>");
        await juliet.EndAsync();
        harness.Server.Accounts.Drop(juliet.Account);
        var again = await harness.BindAsync("juliet");
        Assert.NotSame(juliet.Account, again.Account);
        var after = await again.AskAsync($"<iq type='get' id='1'><query xmlns='{Ns}'/></iq>");
        Assert.Equal(before.FirstChild!.ToString(), after.FirstChild!.ToString());
    }

    internal static string Set(string items) => $"<iq type='set' id='set'><query xmlns='{Ns}'>{items}</query></iq>";

    internal static Element Item(Iq push) => Assert.Single(push.FirstChild!.Elements());
}
