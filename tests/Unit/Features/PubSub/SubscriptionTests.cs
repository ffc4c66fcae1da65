using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Features.PubSub;

public class SubscriptionTests
{
    private const string Owner = "owner@example.org/r";
    private const string Friend = "friend@example.org";

    [Theory]
    [InlineData("true", "subscribed")]
    [InlineData("0", "none")]
    public void An_owner_decides_on_a_subscription(string allow, string expected)
    {
        var bench = Pending();
        var outcome = Answer(bench, Owner, allow);
        var told = Assert.Single(outcome.Before);
        Assert.Equal(Jid.Parse(Friend), Assert.Single(told.To));
        Assert.Contains($"subscription='{expected}'", told.Message.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected == "subscribed", outcome.State.Find("n")!.IsSubscribed(Jid.Parse(Friend)));
    }

    [Fact]
    public void Nobody_else_decides_on_a_subscription()
    {
        var outcome = Answer(Pending(), $"{Friend}/r", "true");
        Assert.Equal("forbidden", PubSubBench.Error(outcome));
        Assert.False(outcome.State.Find("n")!.IsSubscribed(Jid.Parse(Friend)));
    }

    [Fact]
    public void The_question_goes_to_the_owners_with_the_subscribers_address()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "n", "access_model=authorize");
        var question = Assert.Single(bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}'/>").Before);
        Assert.Equal(Jid.Parse("owner@example.org"), Assert.Single(question.To));
        Assert.True(DataForm.TryParse(question.Message.Child("x", DataForm.Namespace), out var form));
        Assert.Equal((Friend, "n", false), (form.GetValue("pubsub#subscriber_jid"), form.GetValue("pubsub#node"), form.GetBool("pubsub#allow")));
    }

    [Fact]
    public void Who_wants_no_delivery_gets_none()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "n");
        bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}'/><options>{PubSubBench.Form("subscribe_options", "deliver=0")}</options>");
        Assert.Empty(PubSubBench.Notified(bench.Publish(Owner, "n", "1")));
        Assert.Null(bench.Set($"{Friend}/r", $"<options node='n' jid='{Friend}'>{PubSubBench.Form("subscribe_options", "deliver=1")}</options>").Error);
        Assert.Equal([Friend], PubSubBench.Notified(bench.Publish(Owner, "n", "2")));
    }

    [Fact]
    public void An_outcast_loses_its_subscriptions()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "n");
        bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}'/>");
        var outcome = bench.OwnerSet(Owner, $"<affiliations node='n'><affiliation jid='{Friend}' affiliation='outcast'/></affiliations>");
        Assert.Empty(bench.State.Find("n")!.Subscriptions);
        Assert.Equal([Friend], PubSubBench.Notified(outcome));
    }

    [Fact]
    public void A_contact_who_no_longer_sees_presence_loses_its_subscription()
    {
        var bench = new PubSubBench("owner@example.org");
        bench.Relate("owner@example.org", Friend);
        bench.Create(Owner, "n");
        bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}'/>");
        Assert.True(bench.State.Find("n")!.IsSubscribed(Jid.Parse(Friend)));
        var outcome = AccessReview.Decide(bench.State, Jid.Parse(Friend), bench.Context with { Relations = new PubSubBench().Context.Relations });
        Assert.False(outcome.State.Find("n")!.IsSubscribed(Jid.Parse(Friend)));
        Assert.Equal([Friend], PubSubBench.Notified(outcome));
    }

    [Fact]
    public async Task What_was_written_is_what_is_read()
    {
        var documents = new MemoryStorage().Documents;
        var bench = new PubSubBench();
        async Task Write(PubSubOutcome outcome)
        {
            Assert.Null(outcome.Error);
            await documents.WriteAsync(outcome.Writes.AsMemory());
        }
        await Write(bench.Set(Owner, $"<create node='n'/><configure>{PubSubBench.Form("node_config", "access_model=roster", "roster_groups_allowed=A", "title=T &lt;", "max_items=max", "item_expire=90000")}</configure>"));
        await Write(bench.OwnerSet(Owner, $"<affiliations node='n'><affiliation jid='{Friend}' affiliation='publisher'/></affiliations>"));
        await Write(bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}/r'/>"));
        foreach (var id in (string[])["b", "a", "c", "a"]) await Write(bench.Publish($"{Friend}/r", "n", id, $"<f xmlns='urn:f'>{id}</f>"));
        await Write(bench.Set(Owner, "<retract node='n'><item id='b'/></retract>"));

        var read = (await NodeDocuments.LoadAsync(documents, Jid.Parse("pubsub.example.org"))).Find("n")!;
        var kept = bench.State.Find("n")!;
        Assert.Equal(NodeConfigurationForm.ToElement(kept.Configuration).ToString(), NodeConfigurationForm.ToElement(read.Configuration).ToString());
        Assert.Equal(kept.Affiliations, read.Affiliations);
        Assert.Equal(kept.Subscriptions, read.Subscriptions);
        Assert.Equal(kept.Items.Select(i => (i.Id, i.Payload!.ToString(), i.Publisher, i.Published, i.Sequence)),
            read.Items.Select(i => (i.Id, i.Payload!.ToString(), i.Publisher, i.Published, i.Sequence)));
        Assert.Equal(["c", "a"], read.Items.Select(i => i.Id));
    }

    private static PubSubBench Pending()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "n", "access_model=authorize");
        bench.Set($"{Friend}/r", $"<subscribe node='n' jid='{Friend}'/>");
        return bench;
    }

    private static PubSubOutcome Answer(PubSubBench bench, string from, string allow) => Approval.Decide(bench.State, Jid.Parse(from),
        DataForm.Build(DataFormType.Submit, PubSubNamespaces.AuthorizationForm).Value("pubsub#node", "n").Value("pubsub#subscriber_jid", Friend)
            .Value("pubsub#allow", allow).ToForm(), bench.Context);
}
