using Couplet.Server.Observability;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Observability;

public class MetricsTests
{
    [Fact]
    public async Task Connections_sessions_rooms_and_occupants_are_those_of_the_moment()
    {
        var harness = await ServerHarness.StartAsync(o => o.Rooms.Lock = false);
        using var gauges = new ServerGauges(harness.Server, harness.Streams);
        using var measured = new Measurements(gauges.Meter);
        Assert.Equal((0, 0, 0, 0), State(measured));

        var alice = await harness.LoginAsync("alice");
        var bob = await harness.LoginAsync("bob");
        var half = harness.Connect();
        await half.OpenAsync();
        await EnterAsync(alice, "alice");
        await EnterAsync(bob, "bob");

        Assert.Equal((3, 2, 1, 2), State(measured));
    }

    [Fact]
    public async Task What_happens_is_counted_by_kind()
    {
        using var measured = new Measurements();
        var harness = await ServerHarness.StartAsync(o => o.Rooms.Lock = false);
        var alice = await harness.LoginAsync("alice");
        await EnterAsync(alice, "alice");
        await alice.SendAsync("<message to='tea@conference.localhost' type='groupchat'><body>secret words</body></message>");
        await alice.UntilAsync("secret words");
        await alice.SendAsync("<message to='tea@conference.localhost' type='groupchat' from='mallory@localhost'><body>forged</body></message>");
        await alice.UntilAsync("</stream:stream>");

        foreach (var name in (string[])["couplet.stanzas.received kind=presence", "couplet.stanzas.received kind=message", "couplet.stanzas.sent kind=presence", "couplet.stanzas.sent kind=message",
            "couplet.logins outcome=success", "couplet.mailbox.depth entity=room", "couplet.mailbox.depth entity=account", "couplet.commit.duration outcome=committed",
            "couplet.errors kind=stream condition=invalid-from"])
            Assert.True(measured.Sums.GetValueOrDefault(name) > 0, name);
        Assert.DoesNotContain(measured.Sums.Keys, name => name.Contains("secret", StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_a_failed_login()
    {
        using var measured = new Measurements();
        var harness = await ServerHarness.StartAsync();
        var client = harness.Connect();
        await client.OpenAsync();
        await client.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='NONE'/>");
        await client.UntilAsync("</failure>");

        Assert.True(measured.Sums["couplet.logins outcome=failure"] > 0);
    }

    private static async Task EnterAsync(TestClient client, string nick)
    {
        await client.SendAsync($"<presence to='tea@conference.localhost/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        await client.UntilAsync("code='110'");
    }

    private static (double Connections, double Sessions, double Rooms, double Occupants) State(Measurements measured)
    {
        var sums = measured.Observe().Sums;
        return (sums["couplet.connections"], sums["couplet.sessions"], sums["couplet.rooms"], sums["couplet.rooms.occupants"]);
    }
}
