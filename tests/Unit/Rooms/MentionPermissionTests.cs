using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class MentionPermissionTests
{
    [Fact]
    public void Everybody_may_read_the_permissions_and_owners_change_them()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Ask(Juliet, IqType.Get, new Element("query", Mentions.Explicit));
        var form = bench.NextText(Juliet);
        foreach (var name in new[] { "count", "individual", "channel", "associations", "hats" }) Assert.Contains($"var='mentions#{name}'", form, StringComparison.Ordinal);
        Set(bench, Juliet, ("mentions#count", ["1"]));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        Set(bench, Romeo, ("mentions#count", ["1"]), ("mentions#channel", ["moderators"]), ("mentions#hats", ["participants"]));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        var told = bench.Next(Juliet);
        Assert.Equal("groupchat", told.TypeName);
        Assert.Contains("var='mentions#count'", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("<value>moderators</value>", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("mentions#hats", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("104", told.ToString(), StringComparison.Ordinal);
        bench.Ask(Juliet, IqType.Get, new Element("query", Mentions.Explicit));
        Assert.Contains("label='How many mentions are allowed in a message?' var='mentions#count'><required/><value>1</value>", bench.NextText(Juliet), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_permission_is_refused_and_changes_nothing()
    {
        var bench = Open();
        Set(bench, Romeo, ("mentions#individual", ["moderators"]), ("mentions#count", ["many"]));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Romeo).Error!.Condition);
        Assert.Empty(bench.State!.Config.MentionRights);
    }

    [Fact]
    public void The_room_advertises_what_it_has_permissions_for()
    {
        var bench = Open();
        bench.Ask(Romeo, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        var info = bench.NextText(Romeo);
        foreach (var feature in new[] { "", "#channel", "#associations", "#hats" }) Assert.Contains($"<feature var='{Mentions.Explicit}{feature}'/>", info, StringComparison.Ordinal);
        foreach (var feature in new[] { "#space", "#server", "#individual" }) Assert.DoesNotContain($"'{Mentions.Explicit}{feature}'", info, StringComparison.Ordinal);
        Assert.Contains("var='mentions#associations'", info, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "mentions#individual")]
    [InlineData("#channel", "mentions#channel")]
    [InlineData("#member", "mentions#associations")]
    [InlineData("#hats", "mentions#hats")]
    public void Mentions_that_are_not_the_authors_to_make_are_taken_out(string? group, string option)
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        Set(bench, Romeo, (option, ["moderators"]));
        bench.Forget();
        var mention = new Element("mention", Mentions.Explicit, group is null ? new XmlAttr("occupantid", "x") : new XmlAttr("mentions", Mentions.Explicit + group));
        bench.Say(Juliet, "Hark!", mention);
        Assert.Null(bench.Next(Romeo).Child("mention", Mentions.Explicit));
        bench.Say(Romeo, "Hark!", mention);
        Assert.NotNull(bench.Next(Romeo).Child("mention", Mentions.Explicit));
    }

    [Fact]
    public void Of_too_many_mentions_none_counts()
    {
        var bench = Open();
        Set(bench, Romeo, ("mentions#count", ["2"]));
        bench.Forget();
        var mention = new Element("mention", Mentions.Explicit, new XmlAttr("occupantid", "x"));
        bench.Say(Romeo, "Hark!", mention, mention);
        Assert.Equal(2, bench.Next(Romeo).Elements().Count(e => e.Name == "mention"));
        bench.Say(Romeo, "Hark!", mention, mention, mention);
        Assert.Null(bench.Next(Romeo).Child("mention", Mentions.Explicit));
    }

    private static void Set(RoomBench bench, Protocol.Addressing.Jid who, params (string, string[])[] fields)
        => bench.Ask(who, IqType.Set, new Element("query", Mentions.Explicit, Form(Mentions.Explicit, fields)));
}
