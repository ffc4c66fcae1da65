namespace Couplet.Tests.Features.PubSub;

/// <summary>The tables of errors in XEP-0060, one line each.</summary>
public class PubSubErrorTests
{
    private const string Owner = "owner@example.org/r";
    private const string Other = "other@example.org/r";

    [Theory]
    [InlineData("6.1.3.1", Other, "<subscribe node='open' jid='somebody@example.org'/>", "bad-request invalid-jid")]
    [InlineData("6.1.3.1", Other, "<subscribe node='open'/>", "bad-request jid-required")]
    [InlineData("6.1.3.2", Other, "<subscribe node='presence' jid='other@example.org'/>", "not-authorized presence-subscription-required")]
    [InlineData("6.1.3.3", "friend@example.org/r", "<subscribe node='roster' jid='friend@example.org'/>", "not-authorized not-in-roster-group")]
    [InlineData("6.1.3.4", Other, "<subscribe node='whitelist' jid='other@example.org'/>", "not-allowed closed-node")]
    [InlineData("6.1.3.7", "waiting@example.org/r", "<subscribe node='authorize' jid='waiting@example.org'/>", "not-authorized pending-subscription")]
    [InlineData("6.1.3.8", "outcast@example.org/r", "<subscribe node='open' jid='outcast@example.org'/>", "forbidden")]
    [InlineData("6.1.3.10", Other, "<subscribe node='closed' jid='other@example.org'/>", "feature-not-implemented unsupported subscribe")]
    [InlineData("6.1.3.12", Other, "<subscribe node='nowhere' jid='other@example.org'/>", "item-not-found")]
    [InlineData("6.2.3.2", Other, "<unsubscribe node='open' jid='other@example.org'/>", "unexpected-request not-subscribed")]
    [InlineData("6.2.3.3", Other, "<unsubscribe node='open' jid='owner@example.org'/>", "bad-request invalid-jid")]
    [InlineData("6.2.3.4", Other, "<unsubscribe node='nowhere' jid='other@example.org'/>", "item-not-found")]
    [InlineData("6.2.3.5", Other, "<unsubscribe node='open' jid='other@example.org' subid='1'/>", "not-acceptable invalid-subid")]
    [InlineData("6.3.4", Other, "<options node='open' jid='other@example.org'/>", "unexpected-request not-subscribed")]
    [InlineData("7.1.3.1", Other, "<publish node='open'><item><e xmlns='urn:e'/></item></publish>", "forbidden")]
    [InlineData("7.1.3.3", "stranger@example.net/r", "<publish node='nowhere'><item><e xmlns='urn:e'/></item></publish>", "forbidden")]
    [InlineData("7.1.3.4", Owner, "<publish node='full'><item id='2'><e xmlns='urn:e'/></item></publish>", "conflict node-full")]
    [InlineData("7.1.3.5", Owner, "<publish node='small'><item><e xmlns='urn:e'>much too long for this node</e></item></publish>", "not-acceptable payload-too-big")]
    [InlineData("7.1.3.6", Owner, "<publish node='open'><item><e xmlns='urn:e'/><e xmlns='urn:e'/></item></publish>", "bad-request invalid-payload")]
    [InlineData("7.1.3.6", Owner, "<publish node='typed'><item><e xmlns='urn:e'/></item></publish>", "bad-request invalid-payload")]
    [InlineData("7.1.3.7", Owner, "<publish node='open'/>", "bad-request item-required")]
    [InlineData("7.1.3.7", Owner, "<publish node='open'><item/></publish>", "bad-request payload-required")]
    [InlineData("7.1.3.7", Owner, "<publish node='signal'><item><e xmlns='urn:e'/></item></publish>", "bad-request item-forbidden")]
    [InlineData("7.1", Owner, "<publish><item><e xmlns='urn:e'/></item></publish>", "bad-request nodeid-required")]
    [InlineData("7.2.3.1", Other, "<retract node='full'><item id='1'/></retract>", "forbidden")]
    [InlineData("7.2.3.2", Owner, "<retract node='open'><item id='none'/></retract>", "item-not-found")]
    [InlineData("7.2.3.2", Owner, "<retract node='nowhere'><item id='none'/></retract>", "item-not-found")]
    [InlineData("7.2.3.3", Owner, "<retract><item id='none'/></retract>", "bad-request nodeid-required")]
    [InlineData("7.2.3.4", Owner, "<retract node='open'/>", "bad-request item-required")]
    [InlineData("7.2.3.4", Owner, "<retract node='open'><item/></retract>", "bad-request item-required")]
    [InlineData("7.2.3.5", Owner, "<retract node='signal'><item id='1'/></retract>", "feature-not-implemented unsupported persistent-items")]
    [InlineData("8.1.1", Owner, "<create node='open'/>", "conflict")]
    [InlineData("8.1.1", "stranger@example.net/r", "<create node='new'/>", "forbidden")]
    public void A_set_is_refused(string section, string from, string request, string error)
        => Assert.Equal((section, error), (section, PubSubBench.Error(Bench().Set(from, request))));

    [Theory]
    [InlineData("6.5.9.3", Other, "<items node='authorize'/>", "not-authorized not-subscribed")]
    [InlineData("6.5.9.4", Owner, "<items node='signal'/>", "feature-not-implemented unsupported persistent-items")]
    [InlineData("6.5.9.6", Other, "<items node='presence'/>", "not-authorized presence-subscription-required")]
    [InlineData("6.5.9.7", "friend@example.org/r", "<items node='roster'/>", "not-authorized not-in-roster-group")]
    [InlineData("6.5.9.8", Other, "<items node='whitelist'/>", "not-allowed closed-node")]
    [InlineData("6.5.9.10", "outcast@example.org/r", "<items node='open'/>", "forbidden")]
    [InlineData("6.5.9.11", Other, "<items node='nowhere'/>", "item-not-found")]
    [InlineData("6.5", Other, "<items/>", "bad-request nodeid-required")]
    [InlineData("6.5", Other, "<items node='open' max_items='none'/>", "bad-request")]
    [InlineData("5", Other, "<nonsense node='open'/>", "bad-request")]
    public void A_get_is_refused(string section, string from, string request, string error)
        => Assert.Equal((section, error), (section, PubSubBench.Error(Bench().Get(from, request))));

    [Theory]
    [InlineData(Other, "<delete node='open'/>", "forbidden")]
    [InlineData(Owner, "<delete node='nowhere'/>", "item-not-found")]
    [InlineData(Other, "<purge node='open'/>", "forbidden")]
    [InlineData(Owner, "<purge node='signal'/>", "feature-not-implemented unsupported persistent-items")]
    [InlineData(Other, "<affiliations node='open'><affiliation jid='other@example.org' affiliation='owner'/></affiliations>", "forbidden")]
    [InlineData(Owner, "<affiliations node='open'><affiliation jid='owner@example.org' affiliation='none'/></affiliations>", "not-acceptable")]
    [InlineData(Owner, "<affiliations node='open'><affiliation jid='other@example.org' affiliation='emperor'/></affiliations>", "not-acceptable")]
    [InlineData(Other, "<subscriptions node='open'><subscription jid='other@example.org' subscription='subscribed'/></subscriptions>", "forbidden")]
    [InlineData(Owner, "<subscriptions node='open'><subscription jid='other@example.org' subscription='unconfigured'/></subscriptions>", "not-acceptable")]
    [InlineData(Owner, "<configure/>", "bad-request nodeid-required")]
    [InlineData(Owner, "<configure node='open'/>", "bad-request")]
    public void An_owners_request_is_refused(string from, string request, string error)
        => Assert.Equal(error, PubSubBench.Error(Bench().OwnerSet(from, request)));

    [Theory]
    [InlineData("access_model=friends", "not-acceptable unsupported-access-model")]
    [InlineData("max_items=0", "not-acceptable")]
    [InlineData("max_items=1001", "not-acceptable")]
    [InlineData("persist_items=perhaps", "not-acceptable")]
    [InlineData("notification_type=chat", "not-acceptable")]
    public void A_configuration_is_refused(string option, string error)
        => Assert.Equal(error, PubSubBench.Error(Bench().OwnerSet(Owner, $"<configure node='open'>{PubSubBench.Form("node_config", option)}</configure>")));

    private static PubSubBench Bench()
    {
        var bench = new PubSubBench();
        bench.Create(Owner, "open");
        bench.Create(Owner, "presence", "access_model=presence");
        bench.Create(Owner, "roster", "access_model=roster", "roster_groups_allowed=Court");
        bench.Create(Owner, "authorize", "access_model=authorize");
        bench.Create(Owner, "whitelist", "access_model=whitelist");
        bench.Create(Owner, "closed", "subscribe=0");
        bench.Create(Owner, "full", "max_items=1", "publish_node_full=reject");
        bench.Create(Owner, "small", "max_payload_size=30");
        bench.Create(Owner, "typed", "type=urn:other");
        bench.Create(Owner, "signal", "persist_items=0", "deliver_payloads=0");
        bench.Relate("owner@example.org", "friend@example.org", "Friends");
        Assert.Null(bench.Publish(Owner, "full", "1").Error);
        Assert.Null(bench.OwnerSet(Owner, "<affiliations node='open'><affiliation jid='outcast@example.org' affiliation='outcast'/></affiliations>").Error);
        Assert.Null(bench.Set("waiting@example.org/r", "<subscribe node='authorize' jid='waiting@example.org'/>").Error);
        return bench;
    }
}
