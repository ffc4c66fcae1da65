using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Features.ClientState;

public class ClientStateTests
{
    [Fact]
    public async Task Presence_waits_the_latest_of_each_sender_until_the_client_is_active()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        Switch(harness, juliet, "inactive");
        foreach (var show in new[] { "away", "xa", "dnd" }) await romeo.SendAsync($"<presence><show>{show}</show></presence>");
        juliet.Nothing();
        Switch(harness, juliet, "active");
        Assert.Equal("dnd", juliet.Single<Presence>().ChildText("show"));
        await romeo.SendAsync("<presence/>");
        juliet.Single<Presence>();
    }

    [Fact]
    public async Task A_message_takes_what_was_held_along_and_the_client_stays_inactive()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        Switch(harness, juliet, "inactive");
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><paused xmlns='http://jabber.org/protocol/chatstates'/></message>");
        await romeo.SendAsync("<presence><show>away</show></presence>");
        juliet.Nothing();
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>Hi</body></message>");
        var received = juliet.Take();
        Assert.Equal(["paused", "show", "body"], received.Select(stanza => stanza.FirstChild!.Name));
        await romeo.SendAsync("<presence/>");
        juliet.Nothing();
    }

    [Fact]
    public async Task Requests_for_subscription_and_ones_own_presence_in_a_room_do_not_wait()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        Switch(harness, juliet, "inactive");
        await romeo.SendAsync($"<presence to='{juliet.Jid}'><x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>");
        juliet.Single<Presence>();
        var stranger = await harness.LoginAsync("paris");
        await stranger.SendAsync("<presence to='juliet@capulet.example' type='subscribe'/>");
        juliet.Single<Presence>();
    }

    [Fact]
    public async Task What_is_held_is_bounded()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        Switch(harness, juliet, "inactive");
        for (var i = 0; i < 200; i++)
            romeo.Post($"<presence to='{juliet.Jid}'><x xmlns='http://jabber.org/protocol/muc#user'><status code='1{i:000}'/></x></presence>");
        await harness.SettleAsync();
        Assert.Equal(200, juliet.Take().Count);
    }

    private static async Task<(AccountHarness, FakeSession Juliet, FakeSession Romeo)> SceneAsync()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        return (harness, juliet, romeo);
    }

    private static void Switch(AccountHarness harness, FakeSession session, string name)
        => harness.Server.Features.Nonzas["urn:xmpp:csi:0"](session, new RawElement(name, "urn:xmpp:csi:0", [], default));
}
