using System.Net;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.Invitations;
using Couplet.Server.Hosting;
using Couplet.Tests.Features.AdHocCommands;

namespace Couplet.Tests.Features.Invitations;

public class InvitationsTests
{
    private const string Invite = InvitationsFeature.Namespace + "#invite";
    private const string Create = InvitationsFeature.Namespace + "#create-account";

    private static Task<AccountHarness> StartAsync(InvitationCreators creators = InvitationCreators.Accounts)
        => AccountHarness.StartAsync(o => o.Invitations.Create = creators);

    private static string Token(Iq answer) => answer.Value("uri")!.Split("preauth=")[1].Split(';')[0];

    [Fact]
    public async Task An_invitation_is_an_address_that_expires()
    {
        var harness = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var answer = await romeo.CommandAsync($"node='{Invite}'");
        Assert.Matches("^xmpp:romeo@capulet\\.example\\?roster;preauth=[A-Za-z0-9]{24};ibr=y$", answer.Value("uri"));
        Assert.Equal("2030-04-08T12:00:00Z", answer.Value("expire"));
    }

    [Fact]
    public async Task Who_may_not_let_others_make_accounts_invites_contacts_only()
    {
        var harness = await StartAsync(InvitationCreators.Admins);
        var romeo = await harness.LoginAsync("romeo");
        Assert.DoesNotContain("ibr", (await romeo.CommandAsync($"node='{Invite}'")).Value("uri"), StringComparison.Ordinal);
        (await romeo.CommandAsync($"node='{Create}'")).HasError(StanzaErrorCondition.Forbidden);
    }

    [Fact]
    public async Task A_request_with_a_token_makes_contacts_of_both_once()
    {
        var harness = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        var token = Token(await romeo.CommandAsync($"node='{Invite}'"));
        romeo.Take();
        await juliet.SendAsync("<presence type='subscribed' to='romeo@capulet.example'/>");
        await juliet.SendAsync($"<presence type='subscribe' to='romeo@capulet.example'><preauth xmlns='{InvitationsFeature.TokenNamespace}' token='{token}'/></presence>");
        Assert.Equal("both", Subscription(await romeo.AskAsync("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>")));
        Assert.Equal("both", Subscription(await juliet.AskAsync("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>")));

        var nurse = await harness.LoginAsync("nurse");
        romeo.Take();
        await nurse.SendAsync($"<presence type='subscribe' to='romeo@capulet.example'><preauth xmlns='{InvitationsFeature.TokenNamespace}' token='{token}'/></presence>");
        Assert.Equal(PresenceType.Subscribe, Assert.Single(romeo.Take<Presence>()).Type); // by hand, as without a token
    }

    [Fact]
    public async Task A_token_lets_one_account_be_made_and_makes_contacts()
    {
        var harness = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var token = Token(await romeo.CommandAsync($"node='{Invite}'"));
        var stream = new Stream();
        Assert.Null((await PreauthAsync(harness, stream, token)).Error);
        var invitations = harness.Server.Features.Invitations!;
        Assert.Equal(token, invitations.TokenOf(stream));
        Assert.Null(invitations.TokenOf(new Stream()));
        harness.Time.Advance(TimeSpan.FromDays(30)); // it was accepted in time
        await harness.Server.AccountStore.CreateAsync("juliet", "secret");
        Assert.True(await invitations.TryConsumeAsync(token, Jid.Parse("juliet@capulet.example")));
        Assert.Equal("both", Subscription(await romeo.AskAsync("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>")));
        Assert.False(await invitations.TryConsumeAsync(token, Jid.Parse("juliet@capulet.example")));
    }

    [Fact]
    public async Task Tokens_that_are_unknown_or_expired_are_refused()
    {
        var harness = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var token = Token(await romeo.CommandAsync($"node='{Invite}'"));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, (await PreauthAsync(harness, new Stream(), "x")).Error!.Condition);
        harness.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, (await PreauthAsync(harness, new Stream(), token)).Error!.Condition);
    }

    [Fact]
    public async Task A_name_that_was_promised_is_kept_for_the_one_invited()
    {
        var harness = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var answer = await romeo.RunAsync(Create, ("username", "juliet"), ("roster-subscription", "0"));
        Assert.StartsWith("xmpp:juliet@capulet.example?register;preauth=", answer.Value("uri"), StringComparison.Ordinal);
        var invitations = harness.Server.Features.Invitations!;
        Assert.True(await invitations.IsReservedAsync("juliet", null));
        Assert.False(await invitations.IsReservedAsync("juliet", Token(answer)));
        (await romeo.RunAsync(Create, ("username", "juliet"))).HasError(StanzaErrorCondition.Conflict);
        (await romeo.RunAsync(Create, ("username", "romeo"))).HasError(StanzaErrorCondition.Conflict);
        Assert.False(await invitations.TryConsumeAsync(Token(answer), Jid.Parse("rosaline@capulet.example")));
        Assert.True(await invitations.TryConsumeAsync(Token(answer), Jid.Parse("juliet@capulet.example")));
    }

    private static string? Subscription(Iq roster) => Assert.Single(roster.FirstChild!.Elements())["subscription"];

    private static ValueTask<IqReply> PreauthAsync(AccountHarness harness, IUnauthenticatedStream stream, string token)
    {
        var payload = new Element("preauth", InvitationsFeature.TokenNamespace, new XmlAttr("token", token));
        return harness.Server.Features.PreAuthenticationIqs[InvitationsFeature.TokenNamespace](new Iq(default, IqType.Set, payload), payload, stream);
    }

    private sealed class Stream : IUnauthenticatedStream
    {
        public IPAddress? RemoteAddress => IPAddress.Loopback;

        public bool IsSecure => true;
    }
}
