using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class MentionTests
{
    [Theory]
    [InlineData("xmpp:juliet@localhost", true)]
    [InlineData("xmpp:room@conference.localhost/Juliet", true)]
    [InlineData("xmpp:rosaline@localhost", false)]
    [InlineData("https://juliet@localhost", false)]
    public void A_member_who_is_away_gets_what_mentions_her(string uri, bool forwarded)
    {
        var bench = WithMember("1");
        bench.Say(Romeo, "Juliet: hark!", new Element("reference", Mentions.Reference, new XmlAttr("type", "mention"), new XmlAttr("uri", uri)));
        Assert.Equal(forwarded, bench.Inbox(Juliet.Bare).Count == 1);
        if (!forwarded) return;
        var message = bench.Next(Juliet.Bare);
        Assert.Equal(Address, message.From);
        var inner = message.Child("mentions", Mentions.Notification)!.FirstChild!.Elements().Last();
        Assert.Equal($"{Address}/Romeo", inner["from"]);
        Assert.Contains("stanza-id", inner.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("noping", 0)]
    [InlineData("active", 0)]
    public void An_explicit_mention_goes_by_occupant_id(string? modifier, int expected)
    {
        var bench = WithMember("1");
        bench.Say(Romeo, "Hark!", new Element("mention", Mentions.Explicit, new XmlAttr("occupantid", bench.Context.OccupantId(Juliet)),
            modifier is null ? null : new Element(modifier, Mentions.Explicit)));
        Assert.Equal(expected, bench.Inbox(Juliet.Bare).Count);
    }

    [Fact]
    public void Nothing_is_forwarded_to_who_is_there_or_where_the_room_does_not_want_it()
    {
        var mention = new Element("reference", Mentions.Reference, new XmlAttr("type", "mention"), new XmlAttr("uri", "xmpp:juliet@localhost"));
        var off = WithMember("0");
        off.Say(Romeo, "Hark!", mention);
        Assert.Empty(off.Inbox(Juliet.Bare));
        var bench = WithMember("1");
        bench.Join(Juliet, "Juliet");
        bench.Say(Romeo, "Hark!", mention);
        Assert.Empty(bench.Inbox(Juliet.Bare));
    }

    private static RoomBench WithMember(string forward)
    {
        var bench = Open(("muc#roomconfig_forwardmentions", [forward]));
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Forget();
        return bench;
    }
}
