using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class SpeakingTests
{
    [Fact]
    public void A_message_goes_to_all_with_its_id_and_without_forgeries()
    {
        var bench = WithJuliet();
        bench.Say(Juliet, "O Romeo", new Element("delay", "urn:xmpp:delay", new XmlAttr("from", Address.ToString()), new XmlAttr("stamp", "2000-01-01T00:00:00Z")),
            new Element("stanza-id", "urn:xmpp:sid:0", new XmlAttr("by", Address.ToString()), new XmlAttr("id", "forged")),
            new Element("occupant-id", MucNamespaces.OccupantId, new XmlAttr("id", "forged")),
            new Element("x", MucNamespaces.User, new Element("item", MucNamespaces.User)),
            new Element("active", "http://jabber.org/protocol/chatstates"));
        var id = bench.State!.Occupants.ByNick("Juliet")!.OccupantId;
        Assert.Equal($"<message xmlns='jabber:client' to='{Romeo}' from='{Address}/Juliet' id='m1' type='groupchat'><body>O Romeo</body>"
            + $"<active xmlns='http://jabber.org/protocol/chatstates'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='{id}'/>"
            + $"<stanza-id xmlns='urn:xmpp:sid:0' id='a{bench.State.Sequence}' by='{Address}'/></message>", bench.NextText(Romeo));
        Assert.Equal(bench.State.Occupants.Audience.All, bench.Last!.Deliveries.Single().Recipients);
    }

    [Fact]
    public void Who_is_not_inside_cannot_speak()
    {
        var bench = WithJuliet();
        bench.Say(Rosaline, "Me too");
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Rosaline).Error!.Condition);
        bench.Send(new Message(new StanzaHeader(Rosaline, Address.WithResource("Romeo")), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "x")));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Rosaline).Error!.Condition);
        Assert.Empty(bench.Inbox(Romeo));
    }

    [Fact]
    public void The_subject_is_moderators_business_unless_the_room_says_otherwise()
    {
        var bench = WithJuliet();
        bench.Send(Subject(Juliet, "Love"));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Configure(Romeo, ("muc#roomconfig_changesubject", ["1"]));
        bench.Forget();
        bench.Send(Subject(Juliet, "Love"));
        Assert.Equal("Love", bench.Next(Romeo).ChildText("subject"));
        bench.Join(Rosaline, "Rosaline");
        var subject = bench.All(Rosaline)[^1];
        Assert.Equal("Love", subject.ChildText("subject"));
        Assert.Equal(Address.WithResource("Juliet"), subject.From);
        Assert.NotNull(subject.Child("delay", "urn:xmpp:delay"));
        Assert.Empty(bench.State!.History);
    }

    [Theory]
    [InlineData("maxstanzas", "0", "")]
    [InlineData("maxchars", "0", "")]
    [InlineData("maxstanzas", "2", "3 4")]
    [InlineData("seconds", "90", "3 4")]
    [InlineData("since", "2026-01-02T03:07:05Z", "3 4")]
    [InlineData("maxchars", "100000", "0 1 2 3 4")]
    [InlineData("maxchars", "900", "3 4")]
    public void History_is_what_the_newcomer_asks_for(string attribute, string value, string expected)
    {
        var bench = WithJuliet();
        for (var i = 0; i < 5; i++)
        {
            bench.Say(Romeo, $"{i}");
            bench.Now += TimeSpan.FromMinutes(1);
        }
        bench.Say(Romeo, "gone", new Element("no-store", ForeignNamespaces.Hints));
        bench.Now -= TimeSpan.FromSeconds(30);
        bench.Join(Rosaline, "Rosaline", new Element("history", MucNamespaces.Muc, new XmlAttr(attribute, value)));
        Assert.Equal(expected, string.Join(' ', bench.All(Rosaline).OfType<Message>().Where(m => m.Body is not null).Select(m => m.Body)));
    }

    [Fact]
    public void A_private_message_reaches_all_sessions_of_one_occupant_only()
    {
        var bench = WithJuliet();
        var phone = Juliet.WithResource("phone");
        bench.Join(phone, "Juliet");
        bench.Join(Rosaline, "Rosaline");
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Romeo, Address.WithResource("Juliet"), "pm"), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "psst")));
        var message = bench.Next(Juliet);
        Assert.Equal(Address.WithResource("Romeo"), message.From);
        Assert.NotNull(message.Child("x", MucNamespaces.User));
        Assert.Single(bench.All(phone));
        Assert.Empty(bench.Inbox(Rosaline));
        Assert.Empty(bench.Last!.Events);
    }

    [Theory]
    [InlineData("moderators", true)]
    [InlineData("none", true)]
    [InlineData("participants", false)]
    public void Private_messages_can_be_restricted(string allowed, bool refused)
    {
        var bench = Open(("muc#roomconfig_allowpm", [allowed]));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo")), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "psst")));
        Assert.Equal(refused, bench.All(Juliet) is [{ Error.Condition: StanzaErrorCondition.Forbidden }]);
        Assert.Equal(refused ? 0 : 1, bench.Inbox(Romeo).Count);
    }

    [Fact]
    public void A_nickname_changes_with_303()
    {
        var bench = WithJuliet();
        bench.Present(Juliet, "Giulietta");
        Assert.Equal(User($"<status code='303'/><item affiliation='none' jid='{Juliet}' nick='Giulietta' role='participant'/>"), X(bench.Next(Romeo)));
        Assert.Equal(User($"<item affiliation='none' jid='{Juliet}' role='participant'/>"), X(bench.Next(Romeo)));
        Assert.Equal(User($"<status code='303'/><item affiliation='none' jid='{Juliet}' nick='Giulietta' role='participant'/><status code='110'/>"), X(bench.Next(Juliet)));
        Assert.Equal(User($"<item affiliation='none' jid='{Juliet}' role='participant'/><status code='110'/>"), X(bench.Next(Juliet)));
        bench.Present(Juliet, "Romeo");
        Assert.Equal(StanzaErrorCondition.Conflict, bench.Next(Juliet).Error!.Condition);
    }

    [Fact]
    public void A_session_may_take_the_nickname_of_its_account_unseen()
    {
        var bench = WithJuliet();
        var (desk, phone) = (Juliet.WithResource("desk"), Juliet.WithResource("phone"));
        bench.Join(desk, "Juliet");
        bench.Join(phone, "Giulietta");
        bench.Present(desk, "Juliet", new Element("priority", Stanza.ClientNamespace, "5"));
        bench.Forget();
        bench.Present(phone, "Juliet");
        Assert.Equal(User($"<status code='303'/><item affiliation='none' jid='{phone}' nick='Juliet' role='participant'/><status code='110'/>"), X(bench.Next(phone)));
        Assert.Equal(User($"<item affiliation='none' jid='{desk}' role='participant'/><status code='110'/>"), X(bench.Next(phone)));
        Assert.Equal("unavailable", Assert.Single(bench.All(Romeo)).TypeName);
    }

    [Fact]
    public void Self_ping_answers_for_the_session()
    {
        var bench = WithJuliet();
        var ping = new Element("ping", PingFeature.Namespace);
        bench.Ask(Juliet, IqType.Get, ping, nick: "Juliet");
        Assert.Equal("result", bench.Next(Juliet).TypeName);
        var phone = Juliet.WithResource("phone");
        bench.Ask(phone, IqType.Get, ping, nick: "Juliet");
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(phone).Error!.Condition);
    }

    [Fact]
    public void A_request_between_occupants_finds_its_way_back_and_reveals_nobody()
    {
        var bench = WithJuliet();
        bench.Ask(Juliet, IqType.Get, new Element("query", "jabber:iq:version"), "v.1", "Romeo");
        var request = Assert.IsType<Iq>(bench.Next(Romeo));
        Assert.DoesNotContain("juliet@", request.ToString(), StringComparison.Ordinal);
        bench.Send(request.ToResult(new Element("query", "jabber:iq:version")));
        var answer = bench.Next(Juliet);
        Assert.Equal(("v.1", Address.WithResource("Romeo")), (answer.Id, answer.From));
    }

    [Fact]
    public void An_invitation_and_its_refusal_go_through_the_room()
    {
        var bench = WithJuliet();
        bench.Send(new Message(new StanzaHeader(Juliet, Address, "i"), MessageType.Normal, new Element("x", MucNamespaces.User,
            new Element("invite", MucNamespaces.User, new XmlAttr("to", Rosaline.Bare.ToString()), new Element("reason", MucNamespaces.User, "Come")))));
        Assert.Equal(User($"<invite from='{Juliet}'><reason>Come</reason></invite>"), X(bench.Next(Rosaline.Bare)));
        var decline = new Message(new StanzaHeader(Rosaline, Address, "d"), MessageType.Normal, new Element("x", MucNamespaces.User,
            new Element("decline", MucNamespaces.User, new XmlAttr("to", Juliet.Bare.ToString()), new Element("reason", MucNamespaces.User, "No"))));
        bench.Send(decline);
        Assert.Equal(User($"<decline from='{Rosaline.Bare}'><reason>No</reason></decline>"), X(bench.Next(Juliet)));
        bench.Send(decline);
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Rosaline).Error!.Condition);
    }

    [Fact]
    public void An_error_of_a_dead_session_removes_it_with_333()
    {
        var bench = WithJuliet();
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo")), MessageType.Error, StanzaError.ServiceUnavailable().ToElement()));
        Assert.Empty(bench.Last!.Events);
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo")), MessageType.Error, StanzaError.RecipientUnavailable().ToElement()));
        Assert.Equal(User($"<status code='333'/><item affiliation='none' jid='{Juliet}' role='none'/>"), X(bench.Next(Romeo)));
    }

    [Fact]
    public void A_shutdown_is_told_to_each_occupant()
    {
        var bench = WithJuliet();
        bench.Handle(new Shutdown([]));
        Assert.Equal(User($"<status code='332'/><item affiliation='none' jid='{Juliet}' role='none'/><status code='110'/>"), X(Assert.Single(bench.All(Juliet))));
        Assert.Single(bench.All(Romeo));
    }

    private static Message Subject(Protocol.Addressing.Jid who, string subject)
        => new(new StanzaHeader(who, Address, "s"), MessageType.Groupchat, new Element("subject", Stanza.ClientNamespace, subject));

    private static RoomBench WithJuliet()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        return bench;
    }

    [Fact]
    public void The_author_of_a_private_message_learns_that_it_came_back_and_nothing_more()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Romeo, Address.WithResource("Juliet"), "p1"), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "Psst")));
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo"), "p1"), MessageType.Error,
            (StanzaError.ServiceUnavailable("juliet@localhost is busy") with { By = Juliet.Bare }).ToElement()));
        var error = bench.Next(Romeo);
        Assert.Equal((Address.WithResource("Juliet"), "p1", StanzaErrorCondition.ServiceUnavailable), (error.From, error.Id, error.Error!.Condition));
        Assert.DoesNotContain("juliet@localhost", error.ToString(), StringComparison.Ordinal);
        Assert.NotNull(bench.State!.Occupants.BySession(Juliet));
    }

    [Fact]
    public void An_error_that_answers_no_private_message_goes_to_nobody()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Say(Romeo, "But soft");
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo"), "m1"), MessageType.Error, StanzaError.ServiceUnavailable().ToElement()));
        Assert.Empty(bench.Last!.Deliveries);
    }

    [Fact]
    public void Who_is_found_gone_by_a_private_message_leaves_and_the_author_is_told()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Send(new Message(new StanzaHeader(Romeo, Address.WithResource("Juliet"), "p1"), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "Psst")));
        bench.Forget();
        bench.Send(new Message(new StanzaHeader(Juliet, Address.WithResource("Romeo"), "p1"), MessageType.Error, StanzaError.RecipientUnavailable().ToElement()));
        Assert.Equal(StanzaErrorCondition.RecipientUnavailable, bench.Next(Romeo).Error!.Condition);
        Assert.Contains("333", X(bench.Next(Romeo)), StringComparison.Ordinal);
        Assert.Null(bench.State!.Occupants.BySession(Juliet));
    }
}
