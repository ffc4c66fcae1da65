using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class InviteTokenTests
{
    [Fact]
    public void A_token_makes_a_member_and_is_used_up()
    {
        var bench = Closed();
        var token = Issue(bench, new XmlAttr("counter", "1"));
        bench.Join(Juliet, "Juliet", Password(token));
        Assert.Equal(Affiliation.Member, bench.State!.AffiliationOf(Juliet));
        Assert.NotNull(bench.State.Occupants.ByNick("Juliet"));
        bench.Leave(Juliet, "Juliet");
        bench.Join(Juliet, "Juliet", Password(token));
        Assert.NotNull(bench.State.Occupants.ByNick("Juliet"));
        bench.Forget();
        bench.Join(Rosaline, "Rosaline", Password(token));
        AssertExpired(bench.Next(Rosaline).Error!);
    }

    [Fact]
    public void A_token_expires()
    {
        var bench = Closed();
        var token = Issue(bench, new XmlAttr("delay", "60"));
        bench.Now += TimeSpan.FromSeconds(60);
        bench.Join(Juliet, "Juliet", Password(token));
        AssertExpired(bench.Next(Juliet).Error!);
        Assert.Equal(Affiliation.None, bench.State!.AffiliationOf(Juliet));
    }

    [Fact]
    public void A_token_can_be_revoked_and_a_wrong_one_opens_nothing()
    {
        var bench = Closed();
        var token = Issue(bench);
        bench.Ask(Romeo, IqType.Set, new Element("revoke", InviteTokens.Namespace, token));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        bench.Join(Juliet, "Juliet", Password(token));
        Assert.Equal(StanzaErrorCondition.RegistrationRequired, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Romeo, IqType.Set, new Element("revoke", InviteTokens.Namespace, token));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, bench.Next(Romeo).Error!.Condition);
    }

    [Fact]
    public void Members_give_tokens_out_only_where_they_may_invite()
    {
        var bench = Closed();
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Forget();
        bench.Ask(Juliet, IqType.Set, new Element("request", InviteTokens.Namespace));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Configure(Romeo, ("muc#roomconfig_allowinvites", ["1"]));
        bench.Ask(Juliet, IqType.Set, new Element("request", InviteTokens.Namespace));
        Assert.Equal("result", bench.Next(Juliet).TypeName);
        Issue(bench);
        bench.Ask(Juliet, IqType.Get, new Element("tokens", InviteTokens.Namespace));
        Assert.Single(bench.Next(Juliet).FirstChild!.Elements());
        bench.Ask(Romeo, IqType.Get, new Element("tokens", InviteTokens.Namespace));
        Assert.Equal(2, bench.All(Romeo)[^1].FirstChild!.Elements().Count());
    }

    [Fact]
    public void An_old_token_keeps_nobody_out_of_an_open_room()
    {
        var bench = Open();
        var token = Issue(bench, new XmlAttr("delay", "60"));
        bench.Now += TimeSpan.FromSeconds(60);
        bench.Join(Juliet, "Juliet", Password(token));
        Assert.NotNull(bench.State!.Occupants.ByNick("Juliet"));
        Assert.Equal(Affiliation.None, bench.State.AffiliationOf(Juliet));
    }

    [Fact]
    public void Moderators_see_to_tokens_that_they_may_not_give_out()
    {
        var bench = Open();
        var token = Issue(bench);
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Ask(Juliet, IqType.Get, new Element("tokens", InviteTokens.Namespace));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Admin(Romeo, Rank("Juliet", "moderator"));
        bench.Forget();
        bench.Ask(Juliet, IqType.Set, new Element("request", InviteTokens.Namespace));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Juliet, IqType.Get, new Element("tokens", InviteTokens.Namespace));
        Assert.Equal(token, Assert.Single(bench.Next(Juliet).FirstChild!.Elements()).Text);
        bench.Ask(Juliet, IqType.Set, new Element("revoke", InviteTokens.Namespace, token));
        Assert.Equal("result", bench.Next(Juliet).TypeName);
    }

    private static void AssertExpired(StanzaError error)
    {
        Assert.Equal(StanzaErrorCondition.NotAuthorized, error.Condition);
        Assert.Equal("expired-token", error.Application!.Name);
    }

    private static Element Password(string token) => new("password", MucNamespaces.Muc, token);

    private static string Issue(RoomBench bench, params object[] limits)
    {
        bench.Forget();
        bench.Ask(Romeo, IqType.Set, new Element("request", InviteTokens.Namespace, limits));
        return bench.Next(Romeo).Child("token", InviteTokens.Namespace)!.Text;
    }

    private static RoomBench Closed() => Open(("muc#roomconfig_membersonly", ["1"]), ("muc#roomconfig_persistentroom", ["1"]));
}
