using System.Net;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.Invitations;
using Couplet.Tests.Features.AdHocCommands;

namespace Couplet.Tests.Features.Registration;

public class RegistrationTests
{
    private const string Ns = "jabber:iq:register";

    [Fact]
    public async Task It_is_off_unless_the_operator_wants_it()
    {
        var harness = await AccountHarness.StartAsync();
        Assert.DoesNotContain(harness.Server.Features.StreamFeatures, feature => feature.Element()?.Namespace == "http://jabber.org/features/iq-register");
        foreach (var type in new[] { IqType.Get, IqType.Set })
            Assert.Equal(StanzaErrorCondition.NotAllowed, (await AskAsync(harness, type, "<username>juliet</username><password>secret</password>")).Error!.Condition);
        Assert.False(await harness.Server.AccountStore.ExistsAsync("juliet"));
    }

    [Fact]
    public async Task An_invitation_opens_it_once()
    {
        var harness = await AccountHarness.StartAsync();
        var features = harness.Server.Features;
        var invitations = new Invitation("token");
        features.Invitations = invitations;
        foreach (var (name, expected) in new[] { ("juliet", (StanzaErrorCondition?)null), ("romeo", StanzaErrorCondition.NotAllowed) })
        {
            Assert.Equal(expected, (await AskAsync(harness, IqType.Set, $"<username>{name}</username><password>secret</password>")).Error?.Condition);
            Assert.Equal(expected is null, await harness.Server.AccountStore.ExistsAsync(name));
        }
        Assert.Equal("juliet@capulet.example", invitations.UsedFor.ToString());
        Assert.Equal(StanzaErrorCondition.Conflict, (await AskAsync(harness, IqType.Set, "<username>reserved</username><password>x</password>")).Error!.Condition);
    }

    [Fact]
    public async Task Where_it_is_off_an_invitation_lets_one_in()
    {
        var harness = await AccountHarness.StartAsync(o => o.Admins.Add("prince@capulet.example"));
        Assert.Equal(StanzaErrorCondition.NotAllowed, await CreateAsync(harness, "tybalt", "192.0.2.1"));
        var prince = await harness.LoginAsync("prince");
        var answer = await prince.RunAsync(InvitationsFeature.Namespace + "#create-account", ("username", "juliet"));
        var preauth = new Element("preauth", InvitationsFeature.TokenNamespace, new XmlAttr("token", answer.Value("uri")!.Split("preauth=")[1]));
        var stream = new Stream(IPAddress.Loopback, true);
        Assert.Null((await harness.Server.Features.PreAuthenticationIqs[InvitationsFeature.TokenNamespace](new Iq(default, IqType.Set, preauth), preauth, stream)).Error);
        Assert.Equal(StanzaErrorCondition.NotAllowed, await RegisterAsync("rosaline"));
        Assert.False(await harness.Server.AccountStore.ExistsAsync("rosaline"));
        Assert.Null(await RegisterAsync("juliet"));
        Assert.Equal(StanzaErrorCondition.NotAllowed, await RegisterAsync("nurse"));

        async Task<StanzaErrorCondition?> RegisterAsync(string name)
        {
            var (iq, payload) = Request(IqType.Set, $"<username>{name}</username><password>secret</password>");
            return (await harness.Server.Features.PreAuthenticationIqs[Ns](iq, payload, stream)).Error?.Condition;
        }
    }

    [Theory]
    [InlineData("<username>juliet</username><password>secret</password>")]
    [InlineData("<x xmlns='jabber:x:data' type='submit'><field var='username'><value>Juliet</value></field><field var='password'><value>secret</value></field></x>")]
    public async Task Fields_or_form_make_an_account(string fields)
    {
        var harness = await OpenAsync();
        Assert.NotNull((await AskAsync(harness, IqType.Get, "")).Content!.Child("username"));
        Assert.Null((await AskAsync(harness, IqType.Set, fields)).Error);
        Assert.True(await harness.Server.AccountStore.ExistsAsync("juliet"));
        Assert.Equal(StanzaErrorCondition.Conflict, (await AskAsync(harness, IqType.Set, fields)).Error!.Condition);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<username>juliet</username>")]
    [InlineData("<username>juliet</username><password/>")]
    [InlineData("<username>ju liet</username><password>secret</password>")]
    public async Task What_is_missing_or_malformed_is_not_acceptable(string fields)
    {
        var harness = await OpenAsync();
        Assert.Equal(StanzaErrorCondition.NotAcceptable, (await AskAsync(harness, IqType.Set, fields)).Error!.Condition);
    }

    [Fact]
    public async Task An_address_makes_so_many_accounts_in_an_hour()
    {
        var harness = await OpenAsync();
        for (var i = 0; i < 6; i++)
            Assert.Equal(i < 5 ? null : StanzaErrorCondition.ResourceConstraint, await CreateAsync(harness, $"a{i}", "2001:db8::1"));
        Assert.Equal(StanzaErrorCondition.ResourceConstraint, await CreateAsync(harness, "b", "2001:db8::2"));
        Assert.Null(await CreateAsync(harness, "c", "192.0.2.1"));
        harness.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await CreateAsync(harness, "d", "2001:db8::1"));
    }

    [Fact]
    public async Task Passwords_go_through_tls_only()
    {
        var harness = await OpenAsync();
        var handler = harness.Server.Features.PreAuthenticationIqs[Ns];
        var (iq, payload) = Request(IqType.Set, "<username>a</username><password>b</password>");
        Assert.Equal(StanzaErrorCondition.NotAllowed, (await handler(iq, payload, new Stream(IPAddress.Loopback, false))).Error!.Condition);
    }

    [Fact]
    public async Task The_owner_changes_the_password()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var before = await harness.Server.AccountStore.FindAsync("juliet", null);
        foreach (var to in new[] { "", "to='capulet.example'" })
        {
            Assert.Equal(IqType.Result, (await juliet.AskAsync($"<iq type='set' id='p' {to}><query xmlns='{Ns}'><username>juliet</username><password>new</password></query></iq>")).Type);
            Assert.NotNull((await juliet.AskAsync($"<iq type='get' id='g' {to}><query xmlns='{Ns}'/></iq>")).FirstChild!.Child("registered"));
        }
        Assert.NotEqual(before, await harness.Server.AccountStore.FindAsync("juliet", null));
        var other = await juliet.AskAsync($"<iq type='set' id='p'><query xmlns='{Ns}'><username>romeo</username><password>new</password></query></iq>");
        Assert.Equal(StanzaErrorCondition.NotAllowed, other.Error!.Condition);
        var empty = await juliet.AskAsync($"<iq type='set' id='p'><query xmlns='{Ns}'><username>juliet</username><password/></query></iq>");
        Assert.Equal(StanzaErrorCondition.BadRequest, empty.Error!.Condition);
    }

    [Theory]
    [InlineData("")]
    [InlineData("to='capulet.example'")]
    public async Task Removal_leaves_nothing_but_the_name(string to)
    {
        var harness = await OpenAsync();
        var juliet = await harness.LoginAsync("juliet");
        var phone = await harness.LoginAsync("juliet", "phone");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>x</body></message>");
        Assert.Equal(IqType.Result, (await juliet.AskAsync($"<iq type='set' id='r' {to}><query xmlns='{Ns}'><remove/></query></iq>")).Type);
        Assert.All(new[] { juliet, phone }, session => Assert.Equal(StreamErrorCondition.NotAuthorized, session.ClosedWith!.Condition));
        Assert.False(await harness.Server.AccountStore.ExistsAsync("juliet"));
        Assert.Contains(romeo.Take<Presence>(), presence => presence.Type == PresenceType.Unsubscribed);
        Assert.Equal(0, await harness.Server.Storage.Log.LastSequenceAsync(new("account:juliet@capulet.example")));
        foreach (var kind in new[] { "roster", "last-activity", "offline" })
            Assert.False(await harness.Server.Storage.Documents.ExistsAsync("juliet@capulet.example", kind));
        var gone = await romeo.AskAsync("<iq type='get' id='g' to='juliet@capulet.example'><vCard xmlns='vcard-temp'/></iq>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, gone.Error!.Condition);
        Assert.Equal(StanzaErrorCondition.Conflict, await CreateAsync(harness, "juliet", "192.0.2.1"));
    }

    [Fact]
    public async Task Nothing_is_archived_for_sessions_that_an_account_leaves_behind()
    {
        var harness = await OpenAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        juliet.Post($"<iq type='set' id='r'><query xmlns='{Ns}'><remove/></query></iq>");
        await juliet.SendAsync($"<message to='{romeo.Jid}' type='chat'><body>Farewell</body></message>");
        Assert.NotNull(juliet.ClosedWith);
        await foreach (var stream in harness.Server.Storage.Log.StreamsAsync("account:juliet")) Assert.Fail($"{stream} is left");
    }

    private static Task<AccountHarness> OpenAsync() => AccountHarness.StartAsync(options => options.Registration.Enabled = true);

    private static async Task<StanzaErrorCondition?> CreateAsync(AccountHarness harness, string name, string address)
        => (await AskAsync(harness, IqType.Set, $"<username>{name}</username><password>secret</password>", address)).Error?.Condition;

    private static async Task<IqReply> AskAsync(AccountHarness harness, IqType type, string fields, string address = "192.0.2.9")
    {
        var (iq, payload) = Request(type, fields);
        return await harness.Server.Features.PreAuthenticationIqs[Ns](iq, payload, new Stream(IPAddress.Parse(address), true));
    }

    private static (Iq, Protocol.Xml.Element) Request(IqType type, string fields)
    {
        var payload = FakeSession.Read($"<query xmlns='{Ns}'>{fields}</query>");
        return (new Iq(new StanzaHeader(default, default, "1"), type, payload), payload);
    }

    private sealed class Invitation(string token) : Couplet.Server.Features.Invitations.IInvitations
    {
        public Protocol.Addressing.Jid UsedFor { get; private set; }

        public string? TokenOf(IUnauthenticatedStream stream) => token;

        public ValueTask<bool> IsReservedAsync(string local, string? token) => new(local == "reserved");

        public ValueTask<bool> TryConsumeAsync(string token, Protocol.Addressing.Jid account)
        {
            if (!UsedFor.IsEmpty) return new(false);
            UsedFor = account;
            return new(true);
        }
    }

    private sealed record Stream(IPAddress? RemoteAddress, bool IsSecure) : IUnauthenticatedStream;
}
