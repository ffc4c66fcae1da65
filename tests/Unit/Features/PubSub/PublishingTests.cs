using Couplet.Server.Features.PubSub;

namespace Couplet.Tests.Features.PubSub;

public class PublishingTests
{
    private const string Romeo = "romeo@example.org";
    private const string Balcony = "juliet@example.org/balcony";

    [Fact]
    public void The_oldest_item_makes_room_and_its_document_goes()
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n", "max_items=2", "notify_retract=1");
        bench.Set($"{Romeo}/r", $"<subscribe node='n' jid='{Romeo}'/>");
        bench.Publish(Balcony, "n", "1");
        bench.Publish(Balcony, "n", "2");
        var outcome = bench.Publish(Balcony, "n", "3");
        Assert.Equal(["2", "3"], bench.State.Find("n")!.Items.Select(i => i.Id));
        Assert.Equal([("n\u001f1", false), ("n\u001f3", true)], outcome.Writes.Select(w => (w.Key, w.Value is not null)));
        Assert.Equal(2, outcome.Before.Length); // the item, then the retraction of the one that was pushed out
        Assert.Contains("<retract id='1'/>", outcome.Before[1].Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Publishing_an_id_again_replaces_the_item_and_makes_it_the_newest()
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n");
        bench.Publish(Balcony, "n", "1", "old");
        bench.Publish(Balcony, "n", "2");
        var outcome = bench.Publish(Balcony, "n", "1", "new");
        Assert.Equal(["2", "1"], bench.State.Find("n")!.Items.Select(i => i.Id));
        Assert.Equal("new", bench.State.Find("n")!.FindItem("1")!.Payload!.Text);
        Assert.All(outcome.Writes, w => Assert.NotNull(w.Value));
    }

    [Fact]
    public void Conditions_make_a_new_node_and_bind_later_publishers()
    {
        var bench = new PubSubBench("juliet@example.org");
        const string item = "<publish node='n'><item id='1'><e xmlns='urn:e'/></item></publish>";
        string With(params string[] options) => $"{item}<publish-options>{PubSubBench.Form("publish-options", options)}</publish-options>";
        Assert.Null(bench.Set(Balcony, With("access_model=whitelist", "max_items=max", "persist_items=true")).Error);
        Assert.Equal((AccessModel.Whitelist, null), (bench.State.Find("n")!.Configuration.AccessModel, bench.State.Find("n")!.Configuration.MaxItems));
        Assert.Null(bench.Set(Balcony, With("access_model=whitelist", "persist_items=1")).Error);
        Assert.Equal("conflict precondition-not-met", PubSubBench.Error(bench.Set(Balcony, With("access_model=open"))));
        Assert.Equal("conflict precondition-not-met", PubSubBench.Error(bench.Set(Balcony, With("unheard_of=1"))));
        Assert.Equal("conflict precondition-not-met", PubSubBench.Error(bench.Set(Balcony, With("unheard_of=1").Replace("'n'", "'new'", StringComparison.Ordinal))));
        Assert.Null(bench.State.Find("new"));
    }

    [Fact]
    public void Items_expire()
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n", "item_expire=60");
        bench.Publish(Balcony, "n", "1");
        bench.Now = bench.Now.AddSeconds(60);
        Assert.Empty(bench.Get($"{Romeo}/r", "<items node='n'/>").Reply!.FirstChild!.Elements());
        var outcome = bench.Publish(Balcony, "n", "2");
        Assert.Contains(outcome.Writes, w => w.Key.EndsWith('1') && w.Value is null);
    }

    [Fact]
    public void A_node_that_keeps_nothing_writes_nothing()
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n", "persist_items=0");
        bench.Set($"{Romeo}/r", $"<subscribe node='n' jid='{Romeo}'/>");
        var outcome = bench.Publish(Balcony, "n", "1");
        Assert.Empty(outcome.Writes);
        Assert.Equal([Romeo], PubSubBench.Notified(outcome));
    }

    [Theory]
    [InlineData("<items node='n'/>", "1 2 3 4")]
    [InlineData("<items node='n' max_items='2'/>", "3 4")]
    [InlineData("<items node='n'><item id='3'/><item id='1'/><item id='9'/></items>", "1 3")]
    [InlineData("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>2</max></set>", "1 2")]
    [InlineData("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>2</max><after>2</after></set>", "3 4")]
    [InlineData("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>2</max><before/></set>", "3 4")]
    [InlineData("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>2</max><before>4</before></set>", "2 3")]
    [InlineData("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>0</max></set>", "")]
    public void Items_are_retrieved(string request, string expected)
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n");
        foreach (var id in (string[])["1", "2", "3", "4"]) bench.Publish(Balcony, "n", id);
        Assert.Equal(expected, string.Join(' ', bench.Get($"{Romeo}/r", request).Reply!.FirstChild!.Elements().Select(i => i["id"])));
    }

    [Fact]
    public void Who_may_publish_because_everybody_may_changes_no_items_of_others()
    {
        var bench = new PubSubBench();
        bench.Create(Balcony, "n", "publish_model=open");
        bench.Publish(Balcony, "n", "1");
        Assert.Equal("forbidden", PubSubBench.Error(bench.Publish($"{Romeo}/r", "n", "1")));
        Assert.Null(bench.Publish($"{Romeo}/r", "n", "2").Error);
        Assert.Equal("forbidden", PubSubBench.Error(bench.Set($"{Romeo}/r", "<retract node='n'><item id='1'/></retract>")));
        Assert.Null(bench.Set($"{Romeo}/r", "<retract node='n'><item id='2'/></retract>").Error);
    }
}
