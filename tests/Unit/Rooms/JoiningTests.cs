using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class JoiningTests
{
    [Fact]
    public void The_first_to_enter_owns_the_room()
    {
        var bench = new RoomBench();
        bench.Join(Romeo, "Romeo");
        var presence = bench.Next(Romeo);
        Assert.Equal(Address.WithResource("Romeo"), presence.From);
        Assert.Equal(User($"<status code='201'/><item affiliation='owner' jid='{Romeo}' role='moderator'/><status code='110'/>"), X(presence));
        var subject = bench.Next(Romeo);
        Assert.Equal($"<message xmlns='jabber:client' to='{Romeo}' from='{Address}' type='groupchat'><subject/></message>", subject.ToString());
        Assert.Empty(bench.Inbox(Romeo));
    }

    [Fact]
    public void A_new_room_is_locked_until_it_is_configured()
    {
        var bench = new RoomBench();
        bench.Join(Romeo, "Romeo");
        bench.Join(Juliet, "Juliet");
        Assert.Equal(StanzaErrorCondition.ItemNotFound, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Romeo, IqType.Set, new Element("query", MucNamespaces.Owner, new Element("x", "jabber:x:data", new XmlAttr("type", "submit"))));
        bench.Join(Juliet, "Juliet");
        Assert.False(bench.Next(Juliet).IsError);
    }

    [Fact]
    public void Cancelling_the_first_configuration_destroys_the_room()
    {
        var bench = new RoomBench();
        bench.Join(Romeo, "Romeo");
        bench.Forget();
        bench.Ask(Romeo, IqType.Set, new Element("query", MucNamespaces.Owner, new Element("x", "jabber:x:data", new XmlAttr("type", "cancel"))));
        Assert.Null(bench.State);
        Assert.Equal(User("<item affiliation='none' role='none'/><destroy/>"), X(bench.Next(Romeo)));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
    }

    [Fact]
    public void Occupants_come_first_then_oneself_then_history_then_the_subject()
    {
        var bench = Open();
        bench.Say(Romeo, "But soft!");
        bench.Join(Juliet, "Juliet");
        var seen = bench.All(Juliet);
        Assert.Equal(4, seen.Length);
        Assert.Equal("Romeo", seen[0].From.Resource);
        Assert.Equal(User("<item affiliation='owner' role='moderator'/>"), X(seen[0]));
        Assert.Equal(User($"<item affiliation='none' jid='{Juliet}' role='participant'/><status code='110'/>"), X(seen[1]));
        Assert.Equal("But soft!", ((Message)seen[2]).Body);
        Assert.Contains($"<delay xmlns='urn:xmpp:delay' from='{Address}' stamp='2026-01-02T03:04:05.000Z'/>", seen[2].ToString(), StringComparison.Ordinal);
        Assert.NotNull(seen[3].Child("subject", Stanza.ClientNamespace));
    }

    [Fact]
    public void A_password_is_asked_for()
    {
        var bench = Open(("muc#roomconfig_roomsecret", ["cauldronburn"]));
        bench.Join(Juliet, "Juliet");
        Assert.Equal($"<presence xmlns='jabber:client' to='{Juliet}' from='{Address}/Juliet' id='join' type='error'>"
            + $"<x xmlns='http://jabber.org/protocol/muc'/><error type='auth' code='401' by='{Address}'>"
            + "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>", bench.NextText(Juliet));
        bench.Join(Juliet, "Juliet", new Element("password", MucNamespaces.Muc, "cauldronburn"));
        Assert.False(bench.Next(Juliet).IsError);
    }

    [Fact]
    public void Who_is_refused_learns_why()
    {
        Assert.Equal(StanzaErrorCondition.JidMalformed, Refusal(b => b.Send(new Presence(new StanzaHeader(Juliet, Address), PresenceType.Available,
            new Element("x", MucNamespaces.Muc)))));
        Assert.Equal(StanzaErrorCondition.JidMalformed, Refusal(b => b.Join(Juliet, "   ")));
        Assert.Equal(StanzaErrorCondition.Conflict, Refusal(b => b.Join(Juliet, "Romeo")));
        Assert.Equal(StanzaErrorCondition.Conflict, Refusal(b => b.Join(Juliet, " Romeo ")));
        Assert.Equal(StanzaErrorCondition.Forbidden, Refusal(b =>
        {
            b.Admin(Romeo, Affiliate(Juliet, "outcast"));
            b.Forget();
            b.Join(Juliet, "Juliet");
        }));
        Assert.Equal(StanzaErrorCondition.RegistrationRequired, Refusal(b => b.Join(Juliet, "Juliet"), ("muc#roomconfig_membersonly", ["1"])));
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, Refusal(b =>
        {
            b.Options = b.Options with { MaxOccupants = 1 };
            b.Join(Juliet, "Juliet");
        }));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" \u00A0\u2003", false)]
    [InlineData("\u200B\u2060", false)]
    [InlineData("\u3164", false)]
    [InlineData("\u2800", false)]
    [InlineData("\u0301\u0302", false)]
    [InlineData("J", true)]
    [InlineData("\u2665", true)]
    [InlineData(" Ros \u2665 ", true)]
    public void A_nickname_can_be_seen(string nick, bool valid) => Assert.Equal(valid ? nick.Trim() : null, Nickname.Prepare(nick, true));

    [Theory]
    [InlineData("\U0001F916", false)] // robot face, Unicode 6.0
    [InlineData("A\u0221", false)] // the first of the table
    [InlineData("\u0220", true)]
    [InlineData("\u265A \u05D0", true)]
    [InlineData("\U0001D7FF", true)] // the last before a range
    [InlineData("\U0001D800", false)]
    [InlineData("\U0002A6D6", true)]
    [InlineData("\U0002A6D7", false)]
    public void A_nickname_is_made_of_what_Resourceprep_knows(string nick, bool known)
    {
        Assert.Equal(known ? nick : null, Nickname.Prepare(nick, true));
        if (!known) Assert.Equal(nick, Nickname.Prepare(nick, false));
    }

    [Fact]
    public void A_ban_of_a_domain_bans_its_users()
    {
        var bench = Open();
        bench.Admin(Romeo, new Element("item", MucNamespaces.Admin, new XmlAttr("affiliation", "outcast"), new XmlAttr("jid", "evil.example")));
        var villain = Protocol.Addressing.Jid.Parse("tybalt@evil.example/x");
        bench.Join(villain, "Tybalt");
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(villain).Error!.Condition);
    }

    [Fact]
    public void Presence_without_the_mark_never_joins()
    {
        var bench = Open();
        bench.Present(Juliet, "Juliet");
        var answer = bench.Next(Juliet);
        Assert.Equal("unavailable", answer.TypeName);
        Assert.Equal(User("<status code='307'/><status code='333'/><item affiliation='none' role='none'><reason>You are not in the room.</reason></item>"
            + "<status code='110'/>"), X(answer));
        Assert.Equal(1, bench.State!.Occupants.Count);
    }

    [Fact]
    public void Who_joins_while_joined_gets_everything_again_and_others_hear_nothing()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Join(Juliet, "Juliet");
        Assert.Equal(3, bench.Inbox(Juliet).Count);
        Assert.Empty(bench.Inbox(Romeo));
        Assert.Empty(bench.Last!.Events);
    }

    [Fact]
    public void A_non_anonymous_logged_room_warns()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]), ("muc#roomconfig_enablelogging", ["1"]));
        bench.Join(Juliet, "Juliet");
        Assert.Equal(User($"<item affiliation='owner' jid='{Romeo}' role='moderator'/>"), X(bench.Next(Juliet)));
        Assert.Equal(User($"<status code='100'/><status code='170'/><item affiliation='none' jid='{Juliet}' role='participant'/><status code='110'/>"),
            X(bench.Next(Juliet)));
    }

    [Fact]
    public void Sessions_of_one_account_share_a_nickname()
    {
        var bench = Open();
        var phone = Juliet.WithResource("phone");
        bench.Join(Juliet, "Juliet");
        bench.Join(phone, "Juliet");
        bench.Forget();
        bench.Say(Romeo, "Speak again, bright angel!");
        Assert.Single(bench.All(Juliet));
        Assert.Single(bench.All(phone));
        bench.Forget();
        bench.Leave(Juliet, "Juliet");
        Assert.Equal("unavailable", bench.Next(Juliet).TypeName);
        Assert.Empty(bench.Inbox(Romeo));
        bench.Leave(phone, "Juliet");
        Assert.Equal("unavailable", bench.Next(Romeo).TypeName);
    }

    private static StanzaErrorCondition Refusal(Action<RoomBench> action, params (string, string[])[] config)
    {
        var bench = Open(config);
        action(bench);
        var answer = bench.Next(Juliet);
        Assert.Equal(Address, answer.Error!.By);
        Assert.NotNull(answer.Child("x", MucNamespaces.Muc));
        return answer.Error.Condition;
    }
}
