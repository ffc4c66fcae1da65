using Couplet.Protocol.Addressing;
using Couplet.Server.Features.PubSub;
using FsCheck;
using FsCheck.Fluent;

namespace Couplet.Tests.Features.PubSub;

public class AudienceTests
{
    private static readonly string[] s_people = ["owner@example.org", "friend@example.org", "member@example.org", "outcast@example.org", "stranger@example.net"];
    private static readonly string[] s_models = ["open", "presence", "roster", "authorize", "whitelist"];
    private static readonly string[] s_affiliations = ["none", "publisher", "publish-only", "member", "outcast"];

    /// <summary>Whatever happens at a node, and in whatever order, an item never goes to anyone who could not fetch it at that moment.</summary>
    [Fact]
    public void Notifications_go_only_to_those_who_may_read()
    {
        var steps = Gen.ArrayOf(Gen.Choose(0, 1_000_000).Select(n => n), 40);
        Prop.ForAll(steps.ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_resource_that_has_subscribed_with_its_bare_address_hears_once()
    {
        var bench = Personal("open");
        bench.Interest("friend@example.org/a", "n");
        bench.Set("friend@example.org/a", "<subscribe node='n' jid='friend@example.org'/>");
        Assert.Equal(["friend@example.org"], PubSubBench.Notified(bench.Publish("owner@example.org/r", "n", "1")));
    }

    [Theory]
    [InlineData("open", "friend@example.org/a owner@example.org/r stranger@example.net/b")]
    [InlineData("presence", "friend@example.org/a owner@example.org/r")]
    [InlineData("whitelist", "owner@example.org/r")]
    public void Interested_resources_hear_where_they_may(string model, string expected)
    {
        var bench = Personal(model);
        foreach (var jid in (string[])["friend@example.org/a", "owner@example.org/r", "stranger@example.net/b"]) bench.Interest(jid, "n");
        bench.Interest("owner@example.org/deaf", "another");
        Assert.Equal(expected.Split(' '), PubSubBench.Notified(bench.Publish("owner@example.org/r", "n", "1")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Presence_based_delivery_spares_those_who_are_away()
    {
        var bench = new PubSubBench();
        bench.Create("owner@example.org/r", "n", "presence_based_delivery=1");
        bench.Set("friend@example.org/a", "<subscribe node='n' jid='friend@example.org'/>");
        bench.Set("member@example.org/a", "<subscribe node='n' jid='member@example.org'/>");
        bench.Unavailable.Add(Jid.Parse("friend@example.org"));
        Assert.Equal(["member@example.org"], PubSubBench.Notified(bench.Publish("owner@example.org/r", "n", "1")));
    }

    private static PubSubBench Personal(string model)
    {
        var bench = new PubSubBench("owner@example.org");
        bench.Create("owner@example.org/r", "n", $"access_model={model}");
        bench.Relate("owner@example.org", "friend@example.org", "Friends");
        return bench;
    }

    private static bool Play(int[] steps)
    {
        var bench = Personal("open");
        foreach (var person in s_people) bench.Interest($"{person}/r", "n");
        foreach (var step in steps)
        {
            var person = s_people[step / 10 % s_people.Length];
            var model = s_models[step / 100 % s_models.Length];
            var affiliation = s_affiliations[step / 1_000 % s_affiliations.Length];
            var outcome = (step % 7) switch
            {
                0 => bench.Set($"{person}/r", $"<subscribe node='n' jid='{person}'/>"),
                1 => bench.Set($"{person}/r", $"<unsubscribe node='n' jid='{person}'/>"),
                2 => bench.OwnerSet("owner@example.org/r", $"<configure node='n'>{PubSubBench.Form("node_config", $"access_model={model}", "roster_groups_allowed=Friends")}</configure>"),
                3 => bench.OwnerSet("owner@example.org/r", $"<affiliations node='n'><affiliation jid='{person}' affiliation='{affiliation}'/></affiliations>"),
                4 => bench.OwnerSet("owner@example.org/r", $"<subscriptions node='n'><subscription jid='{person}' subscription='subscribed'/></subscriptions>"),
                5 => bench.Set("owner@example.org/r", "<retract node='n' notify='1'><item id='1'/></retract>"),
                _ => bench.Publish("owner@example.org/r", "n", "1"),
            };
            var told = outcome.Before.Concat(outcome.After).Where(n => n.Message.ToString().Contains("<items", StringComparison.Ordinal)).SelectMany(n => n.To);
            if (told.Any(jid => bench.Get(jid.ToString(), "<items node='n'/>").Error is not null)) return false;
        }
        return true;
    }
}
