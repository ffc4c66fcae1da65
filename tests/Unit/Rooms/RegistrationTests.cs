using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features;
using static Couplet.Tests.Rooms.RoomBench;
using RoomBehavior = Couplet.Server.Hosting.RoomBehavior;

namespace Couplet.Tests.Rooms;

public sealed class RegistrationTests
{
    private static readonly string[] s_awayShown = ["none", "participant", "moderator"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_form_asks_for_a_nickname(bool edition2018)
    {
        var bench = Open();
        if (edition2018) bench.Options = bench.Options with { Behavior = RoomBehavior.Edition2018 };
        bench.Ask(Romeo, IqType.Get, new Element("query", ForeignNamespaces.Register));
        Assert.Equal("<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'><field type='hidden' var='FORM_TYPE'>"
            + "<value>http://jabber.org/protocol/muc#register</value></field><field type='text-single' label='Nickname' var='muc#register_roomnick'"
            + (edition2018 ? "/>" : "><required/></field>") + "</x></query>", bench.Next(Romeo).FirstChild!.ToString());
    }

    [Fact]
    public void Registering_shows_the_occupant_again_before_the_answer()
    {
        var bench = WithMember();
        bench.Register(Juliet, "Juliet");
        Assert.Equal(User($"<item affiliation='member' jid='{Juliet}' role='participant'/><status code='110'/>"), X(bench.Next(Juliet)));
        Assert.Equal("result", bench.Next(Juliet).TypeName);
        Assert.Equal(User($"<item affiliation='member' jid='{Juliet}' role='participant'/>"), X(bench.Next(Romeo)));
        bench.Ask(Juliet, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", "x-roomuser-item")));
        Assert.Equal("<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'>"
            + "<identity category='conference' name='Juliet' type='text'/></query>", bench.Next(Juliet).FirstChild!.ToString());
        bench.Ask(Romeo, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", "x-roomuser-item")));
        Assert.Equal("<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/>", bench.Next(Romeo).FirstChild!.ToString());
    }

    [Fact]
    public void A_reserved_nickname_is_kept_for_its_owner_who_is_away_and_shown()
    {
        var bench = WithMember();
        bench.Register(Juliet, "Juliet");
        bench.Leave(Juliet, "Juliet");
        bench.Forget();
        bench.Join(Rosaline, "Juliet");
        Assert.Equal(StanzaErrorCondition.Conflict, bench.Next(Rosaline).Error!.Condition);
        bench.Join(Rosaline, "Rosaline");
        var seen = bench.All(Rosaline);
        Assert.Equal("unavailable", seen[1].TypeName);
        Assert.Equal(Address.WithResource("Juliet"), seen[1].From);
        Assert.Equal(User("<item affiliation='member' nick='Juliet' role='none'/>"), X(seen[1]));
        Assert.Equal(User($"<item affiliation='none' jid='{Rosaline}' role='participant'/><status code='110'/>"), X(seen[2]));
    }

    [Fact]
    public void Unregistering_while_away_is_announced_and_frees_the_nickname()
    {
        var bench = WithMember();
        bench.Register(Juliet, "Juliet");
        bench.Leave(Juliet, "Juliet");
        bench.Forget();
        bench.Unregister(Juliet);
        Assert.Equal("result", bench.Next(Juliet).TypeName);
        Assert.Equal($"<message xmlns='jabber:client' to='{Romeo}' from='{Address}'>"
            + User($"<item jid='{Juliet.Bare}' affiliation='none'/>") + "</message>", bench.NextText(Romeo));
        bench.Join(Rosaline, "Juliet");
        Assert.All(bench.All(Rosaline), s => Assert.False(s.IsError));
    }

    [Fact]
    public void An_admin_who_assigns_a_nickname_evicts_who_uses_it()
    {
        var bench = Open();
        bench.Join(Rosaline, "Juliet");
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        var evicted = $"<status code='307'/><item affiliation='none' jid='{Rosaline}' role='none'><reason>This nickname is reserved</reason></item>";
        Assert.Equal(User(evicted), X(bench.Next(Romeo)));
        Assert.Equal(User($"<item jid='{Juliet.Bare}' affiliation='member'/>"), X(bench.Next(Romeo)));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        Assert.Equal(User(evicted + "<status code='110'/>"), X(bench.Next(Rosaline)));
        Assert.Equal(User("<status code='101'/>"), X(bench.Next(Juliet.Bare)));
    }

    [Fact]
    public void An_admin_who_affiliates_an_occupant_is_named()
    {
        var bench = Open();
        bench.Join(Rosaline, "Rosaline");
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Rosaline, "member", "Rosaline"));
        Assert.Equal(User($"<item affiliation='member' jid='{Rosaline}' role='participant'><actor jid='{Romeo}' nick='Romeo'/></item>"), X(bench.Next(Romeo)));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        Assert.Equal(User($"<item affiliation='member' jid='{Rosaline}' role='participant'><actor nick='Romeo'/></item><status code='110'/>"),
            X(bench.Next(Rosaline)));
        bench.Admin(Romeo, Affiliate(Romeo, "owner", "Romeo"));
        Assert.Equal(User($"<item affiliation='owner' jid='{Romeo}' role='moderator'><actor nick='Romeo'/></item><status code='110'/>"), X(bench.Next(Romeo)));
    }

    [Fact]
    public void Who_has_no_affiliation_may_not_register_unless_the_room_says_so()
    {
        var bench = Open();
        bench.Join(Rosaline, "Rosaline");
        bench.Forget();
        bench.Register(Rosaline, "Romeo");
        Assert.Equal(StanzaErrorCondition.RegistrationRequired, bench.Next(Rosaline).Error!.Condition);
        bench.Configure(Romeo, ("{urn:couplet:rooms}registration", ["open"]));
        bench.Forget();
        bench.Register(Rosaline, "Rosaline");
        Assert.Equal(User($"<item affiliation='member' jid='{Rosaline}' role='participant'/><status code='110'/>"), X(bench.Next(Rosaline)));
    }

    [Fact]
    public void Registration_can_wait_for_an_admins_approval()
    {
        var bench = Open(("{urn:couplet:rooms}registration", ["approval"]));
        bench.Register(Rosaline, "Rosaline");
        Assert.Equal("result", bench.Next(Rosaline).TypeName);
        Assert.Contains("muc#register_allow", bench.NextText(Romeo), StringComparison.Ordinal);
        Assert.Equal(Affiliation.None, bench.State!.AffiliationOf(Rosaline));
        bench.Send(new Message(new StanzaHeader(Romeo, Address), MessageType.Normal, Form(MucNamespaces.RegisterForm,
            ("muc#register_roomnick", ["Rosaline"]), ("muc#register_allow", ["1"]))));
        Assert.Equal(Affiliation.Member, bench.State!.AffiliationOf(Rosaline));
        Assert.Equal("Rosaline", bench.State!.ReservedNickOf(Rosaline));
        Assert.Empty(bench.State!.PendingRegistrations);
    }

    [Fact]
    public void Who_unregisters_in_a_members_only_room_leaves_it()
    {
        var bench = Open(("muc#roomconfig_membersonly", ["1"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Unregister(Juliet);
        Assert.Equal(User($"<status code='321'/><item affiliation='none' jid='{Juliet}' role='none'/><status code='110'/>"), X(bench.Next(Juliet)));
        Assert.Equal("result", bench.Next(Juliet).TypeName);
        Assert.Equal(User($"<status code='321'/><item affiliation='none' jid='{Juliet}' role='none'/>"), X(bench.Next(Romeo)));
    }

    [Fact]
    public void The_older_edition_announces_only_in_members_only_rooms()
    {
        var bench = Open();
        bench.Options = bench.Options with { Behavior = RoomBehavior.Edition2018 };
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        Assert.Empty(bench.Inbox(Romeo));
    }

    [Fact]
    public void A_forced_nickname_replaces_the_wanted_one()
    {
        var bench = Open(("{urn:couplet:rooms}forcenick", ["1"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Join(Juliet, "Giulietta");
        var self = bench.All(Juliet)[1];
        Assert.Equal("Juliet", self.From.Resource);
        Assert.Contains("<status code='210'/><item", X(self), StringComparison.Ordinal);
        bench.Present(Juliet, "Giulietta");
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Juliet).Error!.Condition);
    }

    private static RoomBench WithMember()
    {
        var bench = Open(("muc#roomconfig_presencebroadcast", s_awayShown));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        return bench;
    }
}
