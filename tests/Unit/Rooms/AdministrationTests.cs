using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class AdministrationTests
{
    [Fact]
    public void A_kick_names_actor_and_reason()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Rank("Juliet", "none", "Avaunt!"));
        Assert.Equal(User($"<status code='307'/><item affiliation='none' jid='{Juliet}' role='none'><actor nick='Romeo'/><reason>Avaunt!</reason></item>"
            + "<status code='110'/>"), X(bench.Next(Juliet)));
        Assert.Equal(User($"<status code='307'/><item affiliation='none' jid='{Juliet}' role='none'><actor jid='{Romeo}' nick='Romeo'/>"
            + "<reason>Avaunt!</reason></item>"), X(bench.Next(Romeo)));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
    }

    [Fact]
    public void A_ban_removes_and_is_listed_with_its_reason()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, new Element("item", MucNamespaces.Admin, new XmlAttr("affiliation", "outcast"), new XmlAttr("jid", Juliet.Bare.ToString()),
            new Element("reason", MucNamespaces.Admin, "Treason")));
        Assert.Equal(User($"<status code='301'/><item affiliation='outcast' jid='{Juliet}' role='none'><actor nick='Romeo'/><reason>Treason</reason></item>"
            + "<status code='110'/>"), X(bench.Next(Juliet)));
        bench.Forget();
        Assert.Equal($"<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='outcast' jid='{Juliet.Bare}'><reason>Treason</reason></item></query>",
            List(bench, Romeo, "affiliation", "outcast")!.ToString());
    }

    [Theory]
    [InlineData("none", "admin", StanzaErrorCondition.Forbidden)]
    [InlineData("member", "outcast", StanzaErrorCondition.Forbidden)]
    [InlineData("admin", "admin", StanzaErrorCondition.Forbidden)]
    [InlineData("admin", "owner", StanzaErrorCondition.Forbidden)]
    [InlineData("admin", "outcast", null)]
    [InlineData("admin", "member", null)]
    [InlineData("owner", "owner", null)]
    public void Affiliations_are_given_by_those_above(string actor, string given, StanzaErrorCondition? refusal)
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, actor));
        bench.Forget();
        bench.Admin(Juliet, Affiliate(Rosaline, given));
        Assert.Equal(refusal, bench.All(Juliet)[^1].Error?.Condition);
    }

    [Fact]
    public void An_admin_cannot_touch_an_owner()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, "admin"));
        bench.Forget();
        foreach (var item in new[] { Affiliate(Romeo, "outcast"), Rank("Romeo", "none"), Rank("Romeo", "visitor") })
        {
            bench.Admin(Juliet, item);
            Assert.Equal(StanzaErrorCondition.NotAllowed, bench.Next(Juliet).Error!.Condition);
        }
        bench.Admin(Juliet, Affiliate(Romeo, "none"));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
    }

    [Fact]
    public void The_last_owner_cannot_leave_ownership_but_can_hand_it_over()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Romeo, "admin"));
        Assert.Equal(StanzaErrorCondition.Conflict, bench.Next(Romeo).Error!.Condition);
        bench.Admin(Romeo, Affiliate(Romeo, "outcast"));
        Assert.Equal(StanzaErrorCondition.Conflict, bench.Next(Romeo).Error!.Condition);
        bench.Admin(Romeo, Affiliate(Juliet, "owner"), Affiliate(Romeo, "none"));
        Assert.Equal("result", bench.All(Romeo)[^1].TypeName);
        Assert.Equal(Affiliation.Owner, bench.State!.AffiliationOf(Juliet));
    }

    [Fact]
    public void A_batch_is_all_or_nothing()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, "member"), Rank("Nobody", "none"));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, bench.Next(Romeo).Error!.Condition);
        Assert.Equal(Affiliation.None, bench.State!.AffiliationOf(Juliet));
        Assert.Empty(bench.Inbox(Juliet));
        bench.Admin(Romeo, new Element("item", MucNamespaces.Admin, new XmlAttr("affiliation", "member"), new XmlAttr("role", "visitor"),
            new XmlAttr("nick", "Juliet"), new XmlAttr("jid", Juliet.ToString())));
        Assert.Equal(StanzaErrorCondition.BadRequest, bench.Next(Romeo).Error!.Condition);
    }

    [Fact]
    public void Voice_is_given_and_taken_in_a_moderated_room()
    {
        var bench = Open(("muc#roomconfig_moderatedroom", ["1"]));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Say(Juliet, "O Romeo");
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Admin(Romeo, Rank("Juliet", "participant"));
        Assert.Equal(User($"<item affiliation='none' jid='{Juliet}' role='participant'><actor nick='Romeo'/></item><status code='110'/>"), X(bench.Next(Juliet)));
        bench.Say(Juliet, "O Romeo");
        Assert.Equal("O Romeo", ((Message)bench.Next(Juliet)).Body);
    }

    [Fact]
    public void A_visitor_asks_for_voice_and_a_moderator_grants_it()
    {
        var bench = Open(("muc#roomconfig_moderatedroom", ["1"]));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Juliet, Address), MessageType.Normal, Form(MucNamespaces.RequestForm, ("muc#role", ["participant"]))));
        var request = bench.NextText(Romeo);
        Assert.Contains("<field type='boolean' label='Grant voice to this person?' var='muc#request_allow'><value>false</value></field>", request, StringComparison.Ordinal);
        Assert.Contains($"<value>{Juliet}</value>", request, StringComparison.Ordinal);
        bench.Send(new Message(new StanzaHeader(Romeo, Address), MessageType.Normal, Form(MucNamespaces.RequestForm,
            ("muc#role", ["participant"]), ("muc#jid", [Juliet.ToString()]), ("muc#roomnick", ["Juliet"]), ("muc#request_allow", ["true"]))));
        Assert.Equal(Role.Participant, bench.State!.Occupants.ByNick("Juliet")!.Role);
    }

    [Fact]
    public void Lists_have_exactly_the_attributes_that_belong_to_them()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Forget();
        Assert.Equal($"<item xmlns='http://jabber.org/protocol/muc#admin' affiliation='member' jid='{Juliet.Bare}' nick='Juliet'/>",
            List(bench, Romeo, "affiliation", "member")!.FirstChild!.ToString());
        Assert.Equal($"<item xmlns='http://jabber.org/protocol/muc#admin' affiliation='member' jid='{Juliet}' nick='Juliet' role='participant'/>",
            List(bench, Romeo, "role", "participant")!.FirstChild!.ToString());
        Assert.Null(List(bench, Juliet, "affiliation", "member"));
        Assert.Null(List(bench, Juliet, "role", "moderator"));
        bench.Configure(Romeo, ("muc#roomconfig_whois", ["anyone"]));
        bench.Forget();
        Assert.NotNull(List(bench, Juliet, "affiliation", "member"));
        Assert.Null(List(bench, Juliet, "affiliation", "outcast"));
    }

    [Fact]
    public void An_empty_nickname_unsets_the_reservation()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Admin(Romeo, Affiliate(Juliet, "member", ""));
        Assert.Null(bench.State!.ReservedNickOf(Juliet));
        Assert.Equal(Affiliation.Member, bench.State!.AffiliationOf(Juliet));
    }

    [Fact]
    public void A_deleted_account_holds_nothing_any_more()
    {
        var bench = WithJuliet();
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Forget();
        bench.Handle(new AccountDeleted(Juliet.Bare));
        Assert.Equal(Affiliation.None, bench.State!.AffiliationOf(Juliet));
        Assert.True(bench.State!.ReserverOf("Juliet").IsEmpty);
        Assert.Equal("unavailable", bench.Next(Romeo).TypeName);
    }

    private static RoomBench WithJuliet()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        return bench;
    }

    private static Element? List(RoomBench bench, Jid who, string attribute, string value)
    {
        bench.Ask(who, IqType.Get, new Element("query", MucNamespaces.Admin, new Element("item", MucNamespaces.Admin, new XmlAttr(attribute, value))));
        var answer = bench.Next(who);
        return answer.IsError ? null : answer.FirstChild;
    }

    [Fact]
    public void In_a_moderated_room_voice_is_kept_across_visits_until_the_affiliation_changes()
    {
        var bench = Open(("muc#roomconfig_moderatedroom", ["1"]));
        bench.Join(Juliet, "Juliet");
        bench.Admin(Romeo, Rank("Juliet", "participant"));
        bench.Leave(Juliet, "Juliet");
        bench.Join(Juliet, "Capulet");
        Assert.Equal(Role.Participant, bench.State!.Occupants.ByNick("Capulet")!.Role);
        bench.Admin(Romeo, Rank("Capulet", "visitor"));
        bench.Leave(Juliet, "Capulet");
        bench.Join(Juliet, "Juliet");
        Assert.Equal(Role.Visitor, bench.State!.Occupants.ByNick("Juliet")!.Role);
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Leave(Juliet, "Juliet");
        bench.Join(Juliet, "Juliet");
        Assert.Equal(Role.Participant, bench.State!.Occupants.ByNick("Juliet")!.Role);
    }

    [Fact]
    public void Elsewhere_a_role_lasts_for_a_visit()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Admin(Romeo, Rank("Juliet", "moderator"));
        bench.Leave(Juliet, "Juliet");
        bench.Join(Juliet, "Juliet");
        Assert.Equal(Role.Participant, bench.State!.Occupants.ByNick("Juliet")!.Role);
        bench.Admin(Romeo, Rank("Juliet", "visitor"));
        bench.Leave(Juliet, "Juliet");
        bench.Join(Juliet, "Juliet");
        Assert.Equal(Role.Participant, bench.State!.Occupants.ByNick("Juliet")!.Role);
    }

    [Fact]
    public void The_admins_own_a_room_whose_last_owners_account_is_deleted()
    {
        var bench = Open(("muc#roomconfig_persistentroom", ["1"]));
        bench.Admin(Romeo, Affiliate(Juliet, "admin", "Juliet"), Affiliate(Rosaline, "member"));
        bench.Handle(new AccountDeleted(Romeo.Bare));
        Assert.Equal((Affiliation.Owner, "Juliet"), (bench.State!.AffiliationOf(Juliet), bench.State.ReservedNickOf(Juliet)));
        Assert.Equal(Affiliation.Member, bench.State.AffiliationOf(Rosaline));
        Assert.Equal(Affiliation.None, bench.State.AffiliationOf(Romeo));
    }

    [Fact]
    public void Who_loses_what_kept_the_ban_of_its_domain_from_it_is_removed()
    {
        var tybalt = Jid.Parse("tybalt@elsewhere.example/sword");
        var bench = Open();
        bench.Admin(Romeo, Affiliate(tybalt, "member"));
        bench.Join(tybalt, "Tybalt");
        bench.Admin(Romeo, new Element("item", MucNamespaces.Admin, new XmlAttr("jid", "elsewhere.example"), new XmlAttr("affiliation", "outcast")));
        Assert.NotNull(bench.State!.Occupants.ByNick("Tybalt"));
        bench.Forget();
        bench.Unregister(tybalt);
        Assert.Null(bench.State.Occupants.ByNick("Tybalt"));
        Assert.Contains("'301'", X(bench.Next(Romeo)), StringComparison.Ordinal);
    }
}
