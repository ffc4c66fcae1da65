using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class RoomInfoTests
{
    private static readonly string[] s_archive = ["urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "urn:xmpp:fulltext:0", "urn:xmpp:message-retract:1#tombstone"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_archive_is_advertised_where_there_is_one(bool archive)
    {
        var bench = Open();
        bench.Options = bench.Options with { Archive = archive };
        var features = FeaturesOf(bench);
        Assert.All(s_archive, feature => Assert.Equal(archive, features.Contains(feature)));
        // The ids serve retractions within what the room remembers.
        Assert.Contains("urn:xmpp:sid:0", features);
        Assert.Contains("urn:xmpp:message-retract:1", features);
    }

    [Fact]
    public void Who_asks_an_archive_that_is_not_there_is_told_so()
    {
        var bench = Open();
        bench.Options = bench.Options with { Archive = false };
        bench.Ask(Romeo, IqType.Set, new Element("query", "urn:xmpp:mam:2"));
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, bench.Next(Romeo).Error!.Condition);
    }

    [Fact]
    public void What_members_talk_about_is_not_for_strangers()
    {
        var bench = Open(("muc#roomconfig_membersonly", ["1"]));
        bench.Send(new Message(new StanzaHeader(Romeo, Address, "s"), MessageType.Groupchat, new Element("subject", Stanza.ClientNamespace, "The flight")));
        bench.Forget();
        bench.Ask(Juliet, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        Assert.DoesNotContain("The flight", bench.NextText(Juliet), StringComparison.Ordinal);
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Forget();
        bench.Ask(Juliet, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        Assert.Contains("The flight", bench.NextText(Juliet), StringComparison.Ordinal);
    }

    private static HashSet<string?> FeaturesOf(RoomBench bench)
    {
        bench.Ask(Romeo, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        return [.. bench.Next(Romeo).Child("query", FeatureRegistry.DiscoInfoNamespace)!.Elements("feature").Select(f => f["var"])];
    }
}
