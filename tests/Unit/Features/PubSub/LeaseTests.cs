using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.PubSub;

namespace Couplet.Tests.Features.PubSub;

/// <summary>Subscriptions that end by themselves, requests that wait, and items that go with their publisher.</summary>
public class LeaseTests
{
    private const string Owner = "owner@example.org/home";
    private const string Reader = "reader@example.org";

    [Fact]
    public void A_lease_ends_when_its_time_is_over()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "news");
        var until = bench.Now.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Null(bench.Set(Reader, $"<subscribe node='news' jid='{Reader}'/><options>{PubSubBench.Form("subscribe_options", $"expire={until}")}</options>").Error);
        Assert.Contains(Reader, PubSubBench.Notified(bench.Publish(Owner, "news", "1")));
        bench.Now = bench.Now.AddMinutes(61);
        Assert.DoesNotContain(Reader, PubSubBench.Notified(bench.Publish(Owner, "news", "2")));
        Assert.Equal("unexpected-request not-subscribed", PubSubBench.Error(bench.Set(Reader, $"<unsubscribe node='news' jid='{Reader}'/>")));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("tomorrow")]
    public void A_lease_needs_a_time_to_come(string expire)
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "news");
        var outcome = bench.Set(Reader, $"<subscribe node='news' jid='{Reader}'/><options>{PubSubBench.Form("subscribe_options", $"expire={expire}")}</options>");
        Assert.Equal("bad-request invalid-options", PubSubBench.Error(outcome));
    }

    [Fact]
    public void A_lease_can_be_read_prolonged_and_given_up()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "news");
        Assert.Null(bench.Set(Reader, $"<subscribe node='news' jid='{Reader}'/><options>{PubSubBench.Form("subscribe_options", "expire=2026-01-03T00:00:00Z")}</options>").Error);
        Assert.Contains("2026-01-03T00:00:00.000Z", bench.Get(Reader, $"<options node='news' jid='{Reader}'/>").Reply!.ToString(), StringComparison.Ordinal);
        Assert.Null(bench.Set(Reader, $"<options node='news' jid='{Reader}'>{PubSubBench.Form("subscribe_options", "expire=")}</options>").Error);
        bench.Now = bench.Now.AddYears(1);
        Assert.Contains(Reader, PubSubBench.Notified(bench.Publish(Owner, "news", "1")));
    }

    [Fact]
    public void An_owner_asks_for_the_requests_that_wait()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "closed", "access_model=authorize");
        bench.Create(Owner, "open");
        Assert.Null(bench.Set(Reader, $"<subscribe node='closed' jid='{Reader}'/>").Error);
        var asked = Pending(bench, Owner, "");
        Assert.Equal("executing", asked.Reply!["status"]);
        Assert.Contains("<value>closed</value>", asked.Reply.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<value>open</value>", asked.Reply.ToString(), StringComparison.Ordinal);

        var told = Pending(bench, Owner, PubSubBench.Form("subscribe_authorization", "node=closed"));
        Assert.Equal("completed", told.Reply!["status"]);
        var question = Assert.Single(told.After);
        Assert.Equal([Owner], question.To.Select(j => j.ToString()));
        Assert.Contains(Reader, question.Message.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reader, "", "forbidden")]
    [InlineData(Reader, "closed", "forbidden")]
    [InlineData(Owner, "nowhere", "item-not-found")]
    public void Nobody_else_asks_for_them(string from, string node, string error)
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "closed", "access_model=authorize");
        Assert.Equal(error, PubSubBench.Error(Pending(bench, from, node.Length == 0 ? "" : PubSubBench.Form("subscribe_authorization", $"node={node}"))));
    }

    [Fact]
    public void What_is_to_go_with_its_publisher_goes()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "here", "purge_offline=1", "max_items=10", "publish_model=open");
        bench.Create(Owner, "always", "max_items=10");
        bench.Set(Reader, $"<subscribe node='here' jid='{Reader}'/>");
        bench.Publish(Owner, "here", "1");
        bench.Publish(Reader, "here", "2");
        bench.Publish(Owner, "always", "3");
        Assert.Equal(["here"], OfflinePurge.Nodes(bench.State, Jid.Parse(Owner)));
        var outcome = OfflinePurge.Decide(bench.State, "here", Jid.Parse(Owner), bench.Context);
        Assert.Equal(["2"], outcome.State.Find("here")!.Items.Select(i => i.Id));
        Assert.Single(outcome.Writes);
        Assert.Contains("<retract id='1'/>", Assert.Single(outcome.Before).Message.ToString(), StringComparison.Ordinal);
        var last = OfflinePurge.Decide(outcome.State, "here", Jid.Parse(Reader), bench.Context);
        Assert.Contains("<purge node='here'/>", Assert.Single(last.Before).Message.ToString(), StringComparison.Ordinal);
    }

    private static PubSubOutcome Pending(PubSubBench bench, string from, string form) => PendingRequests.Decide(bench.State, new PubSubRequest(Jid.Parse(from), true,
        XmlFragment.ParseElement($"<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/pubsub#get-pending' action='execute'>{form}</command>")), bench.Context);
}
