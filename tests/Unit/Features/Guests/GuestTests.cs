using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Features.Guests;

/// <summary>Logins without a name (XEP-0175) and the roles of accounts.</summary>
public sealed class GuestTests
{
    private const string GuestHeader = "<stream:stream to='guest.localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    private const string Anonymous = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>";

    [Fact]
    public async Task Only_their_domain_offers_guests_a_way_in()
    {
        var harness = await ServerHarness.StartAsync();
        var member = harness.Connect();
        Assert.DoesNotContain("ANONYMOUS", await member.OpenAsync(), StringComparison.Ordinal);
        Assert.Contains("<invalid-mechanism/>", await member.RequestAsync(Anonymous, "</failure>"), StringComparison.Ordinal);

        var guest = harness.Connect();
        var features = await guest.RequestAsync(GuestHeader, "</stream:features>");
        Assert.Contains("from='guest.localhost'", features, StringComparison.Ordinal);
        Assert.Contains("<mechanism>ANONYMOUS</mechanism></mechanisms>", features, StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM", features, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_such_domain()
    {
        var harness = await ServerHarness.StartAsync(o => o.Dev = false);
        var guest = harness.Connect();
        await guest.SendAsync(GuestHeader);
        Assert.Contains("<host-unknown", await guest.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guests_name_is_random_and_of_its_domain()
    {
        var harness = await ServerHarness.StartAsync();
        var first = Bound(await EnterAsync(harness.Connect()));
        var second = Bound(await EnterAsync(harness.Connect()));
        Assert.Equal("guest.localhost", first.Domain);
        Assert.NotEqual(first.Bare, second.Bare);
        Assert.True(Guid.TryParse(first.Local, out _));
    }

    [Fact]
    public async Task The_domain_cannot_be_changed_after_the_login()
    {
        var harness = await ServerHarness.StartAsync();
        var guest = harness.Connect();
        await guest.RequestAsync(GuestHeader, "</stream:features>");
        await guest.RequestAsync(Anonymous, "<success");
        await guest.SendAsync(TestClient.Header);
        Assert.Contains("<host-unknown", await guest.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Their_number_is_limited()
    {
        var harness = await ServerHarness.StartAsync(o => o.Anonymous.Sessions = 1);
        await EnterAsync(harness.Connect());
        var late = harness.Connect();
        await late.RequestAsync(GuestHeader, "</stream:features>");
        Assert.Contains("<temporary-auth-failure/>", await late.RequestAsync(Anonymous, "</failure>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_logs_in_before_the_last_place_is_taken_and_binds_after_is_refused_too()
    {
        var harness = await ServerHarness.StartAsync(o => o.Anonymous.Sessions = 1);
        var slow = harness.Connect();
        await slow.RequestAsync(GuestHeader, "</stream:features>");
        await slow.RequestAsync(Anonymous, "<success");
        await slow.RequestAsync(GuestHeader, "</stream:features>");
        await EnterAsync(harness.Connect());
        Assert.Contains("<resource-constraint", await slow.RequestAsync(Bind(""), "</iq>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_get_to_binding_takes_nobodys_place()
    {
        var harness = await ServerHarness.StartAsync(o => o.Anonymous.Sessions = 1);
        var clumsy = harness.Connect();
        await clumsy.RequestAsync(GuestHeader, "</stream:features>");
        await clumsy.RequestAsync(Anonymous, "<success");
        await clumsy.RequestAsync(GuestHeader, "</stream:features>");
        Assert.Contains("<bad-request", await clumsy.RequestAsync(Bind($"<resource>{new string('r', 2_000)}</resource>"), "</iq>"), StringComparison.Ordinal);
        Assert.Equal("guest.localhost", Bound(await EnterAsync(harness.Connect())).Domain);
    }

    private static string Bind(string content) => $"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{content}</bind></iq>";

    [Fact]
    public async Task Nothing_is_left_of_a_guest_who_has_gone()
    {
        var harness = await ServerHarness.StartAsync();
        var guest = harness.Connect();
        var jid = Bound(await EnterAsync(guest));
        await guest.RequestAsync("<iq type='set' id='n'><query xmlns='jabber:iq:private'><n xmlns='urn:n'>note</n></query></iq>", "id='n'");
        var documents = harness.Server.Storage.Documents;
        Assert.NotEmpty(await OwnersAsync(harness, "private-xml", "guest-visit"));

        await guest.SendAsync("</stream:stream>");
        await guest.ToEndAsync();
        await harness.Server.Guests!.RunAsync(jid.Local!, static _ => default); // its mailbox is empty now
        Assert.Empty(await OwnersAsync(harness, "private-xml", "guest-visit"));
        Assert.False(await documents.ExistsAsync(jid.Bare.ToString(), "deleted-account"));
        Assert.Null(harness.Server.FindSession(jid));
    }

    [Fact]
    public async Task A_role_is_kept_and_followed_at_once()
    {
        var harness = await ServerHarness.StartAsync();
        var server = harness.Server;
        await server.AccountStore.CreateAsync("romeo", "secret");
        var romeo = Jid.Parse("romeo@localhost");
        Assert.False(server.IsAdmin(romeo));
        await server.Roles.SetAsync(romeo, AccountRole.Admin);
        Assert.True(server.IsAdmin(romeo));
        Assert.Equal(AccountRole.Admin, await server.AccountStore.GetRoleAsync("romeo"));
        await server.Roles.SetAsync(romeo, AccountRole.Guest);
        Assert.True(server.Roles.IsGuest(romeo));
        await server.Accounts.RemoveAsync("romeo");
        Assert.Equal(AccountRole.Member, server.Roles.Of(romeo));
        Assert.Equal(AccountRole.Member, await server.AccountStore.GetRoleAsync("romeo"));
    }

    [Fact]
    public async Task A_role_that_was_set_elsewhere_counts_from_the_next_login()
    {
        var harness = await ServerHarness.StartAsync();
        await harness.Server.AccountStore.CreateAsync("romeo", "secret");
        await harness.Server.AccountStore.SetRoleAsync("romeo", AccountRole.Guest);
        var romeo = await harness.LoginAsync("romeo");
        var answer = await romeo.RequestAsync("<presence id='p' to='den@conference.localhost/r'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "</presence>");
        Assert.Contains("not-allowed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guests_make_rooms_where_they_may()
    {
        var harness = await ServerHarness.StartAsync(o => o.Guests.CreateRooms = true);
        var guest = harness.Connect();
        await EnterAsync(guest);
        var answer = await guest.RequestAsync("<presence id='p' to='den@conference.localhost/r'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "</presence>");
        Assert.Contains("code='201'", answer, StringComparison.Ordinal);
    }

    private static async Task<List<string>> OwnersAsync(ServerHarness harness, params string[] kinds)
    {
        var owners = new List<string>();
        foreach (var kind in kinds)
            await foreach (var owner in harness.Server.Storage.Documents.ListOwnersAsync(kind)) owners.Add(owner);
        return owners;
    }

    private static async Task<string> EnterAsync(TestClient client)
    {
        await client.RequestAsync(GuestHeader, "</stream:features>");
        await client.RequestAsync(Anonymous, "<success");
        await client.RequestAsync(GuestHeader, "</stream:features>");
        return await client.RequestAsync("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
    }

    private static Jid Bound(string answer)
    {
        var start = answer.IndexOf("<jid>", StringComparison.Ordinal) + 5;
        return Jid.Parse(answer[start..answer.IndexOf("</jid>", StringComparison.Ordinal)]);
    }
}
