using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Push;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Features.Push;

/// <summary>Members who are away are notified of what is said in a room, as their bookmarks ask for it (XEP-0492).</summary>
public class RoomPushTests
{
    private const string Room = "orchard@conference.capulet.example";

    [Theory]
    [InlineData("<always/>", 2)]
    [InlineData("<on-mention/>", 1)]
    [InlineData("<never/>", 0)]
    [InlineData("<never/><always identity-category='client'/><on-mention identity-category='client' identity-type='phone'/>", 1)]
    [InlineData("<never/><always identity-category='client' identity-type='pc'/>", 0)]
    [InlineData(null, 0)]
    public async Task A_member_who_is_away_is_notified_as_the_bookmark_says(string? setting, int expected)
    {
        var (_, romeo, juliet, service) = await StartAsync();
        if (setting is not null) await BookmarkAsync(romeo, setting);
        await SayAsync(juliet, "Good night!");
        await SayAsync(juliet, "Good night, Romeo!");
        Assert.Equal(expected, service.Received.Count);
    }

    [Fact]
    public async Task Who_is_no_member_or_takes_the_bookmark_back_is_not_notified()
    {
        var (_, romeo, juliet, service) = await StartAsync();
        await BookmarkAsync(romeo, "<always/>");
        await RankAsync(juliet, "none");
        await SayAsync(juliet, "One");
        Assert.Empty(service.Received);
        await RankAsync(juliet, "member");
        await SayAsync(juliet, "Two");
        Assert.Single(service.Received);
        await romeo.AskAsync($"<iq type='set' id='r'><pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='urn:xmpp:bookmarks:1'><item id='{Room}'/></retract></pubsub></iq>");
        await SayAsync(juliet, "Three");
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task What_the_bookmark_asks_for_outlives_the_server()
    {
        var storage = new MemoryStorage();
        var (harness, romeo, _, _) = await StartAsync(storage);
        await BookmarkAsync(romeo, "<always/>");
        await harness.Server.StopAsync();
        var again = await AccountHarness.StartAsync(storage: storage);
        var service = new PushService();
        again.Server.Router.TryAdd(service);
        var juliet = await again.LoginAsync("juliet");
        await JoinAsync(juliet, "Juliet");
        await SayAsync(juliet, "Hark!");
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task Who_is_in_the_room_is_notified_only_while_the_connection_is_lost()
    {
        var (_, romeo, juliet, service) = await StartAsync();
        await JoinAsync(romeo, "Romeo");
        await SayAsync(juliet, "One");
        Assert.Empty(service.Received);
        romeo.Detach();
        await SayAsync(juliet, "Two, Romeo");
        Assert.Single(service.Received);
        await SayAsync(juliet, "Nothing is set, and the room is public");
        Assert.Single(service.Received);
        juliet.Post($"<message to='{Room}/Romeo' type='chat' id='p'><body>Psst</body></message>");
        await SettleAsync(juliet);
        Assert.Equal(2, service.Received.Count);
        await BookmarkAsync(romeo, "<never/>");
        await SayAsync(juliet, "Three");
        Assert.Equal(2, service.Received.Count);
    }

    [Fact]
    public async Task In_a_private_room_everything_counts_where_nothing_is_set()
    {
        var (_, romeo, juliet, service) = await StartAsync();
        juliet.Post($"<iq type='set' id='f' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='muc#roomconfig_membersonly'><value>1</value></field></x></query></iq>");
        await JoinAsync(romeo, "Romeo");
        romeo.Detach();
        await SayAsync(juliet, "Ay me");
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task A_reply_is_a_mention_of_whom_it_answers()
    {
        var (_, romeo, juliet, service) = await StartAsync();
        await BookmarkAsync(romeo, "<on-mention/>");
        await juliet.SendAsync($"<message to='{Room}' type='groupchat' id='m'><body>So be it</body><reply xmlns='urn:xmpp:reply:0' to='{Room}/Mercutio' id='a'/></message>");
        await SettleAsync(juliet);
        Assert.Empty(service.Received);
        await juliet.SendAsync($"<message to='{Room}' type='groupchat' id='m'><body>So be it</body><reply xmlns='urn:xmpp:reply:0' to='{Room}/Romeo' id='a'/></message>");
        await SettleAsync(juliet);
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task A_forwarded_mention_is_notified_of_once_and_with_its_text()
    {
        var (harness, romeo, juliet, service) = await StartAsync();
        juliet.Post($"<iq type='set' id='f' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='muc#roomconfig_forwardmentions'><value>1</value></field></x></query></iq>");
        await SettleAsync(juliet);
        harness.Server.Options.Push.Content = true;
        await BookmarkAsync(romeo, "<always/>");
        await romeo.EndAsync();
        await juliet.SendAsync($"<message to='{Room}' type='groupchat' id='m'><body>Hark!</body><reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:romeo@capulet.example'/></message>");
        await SettleAsync(juliet);
        var notification = Assert.Single(service.Received).ToString();
        Assert.Contains("<value>Hark!</value>", notification, StringComparison.Ordinal);
        Assert.Contains($"<value>{Room}/Juliet</value>", notification, StringComparison.Ordinal);
    }

    private static async Task<(AccountHarness, FakeSession Romeo, FakeSession Juliet, PushService)> StartAsync(ICoupletStorage? storage = null)
    {
        var harness = await AccountHarness.StartAsync(storage: storage);
        var service = new PushService();
        Assert.True(harness.Server.Router.TryAdd(service));
        var romeo = await harness.LoginAsync("romeo");
        await romeo.AskAsync($"<iq type='set' id='e'><enable xmlns='{PushFeature.Namespace}' jid='push.example' node='n1'/></iq>");
        var juliet = await harness.LoginAsync("juliet");
        await JoinAsync(juliet, "Juliet");
        juliet.Post($"<iq type='set' id='c' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query></iq>");
        await RankAsync(juliet, "member");
        juliet.Take();
        return (harness, romeo, juliet, service);
    }

    private static async Task RankAsync(FakeSession owner, string affiliation)
    {
        await owner.SendAsync($"<iq type='set' id='a' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='{affiliation}' jid='romeo@capulet.example' nick='Romeo'/></query></iq>");
        await SettleAsync(owner);
    }

    private static async Task JoinAsync(FakeSession session, string nick)
    {
        await session.SendAsync($"<presence to='{Room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        await SettleAsync(session);
    }

    private static async Task SayAsync(FakeSession session, string text)
    {
        await session.SendAsync($"<message to='{Room}' type='groupchat' id='m'><body>{text}</body></message>");
        await SettleAsync(session);
    }

    /// <summary>The room has done what was asked of it before this is answered; then accounts do what it told them.</summary>
    private static async Task SettleAsync(FakeSession session)
    {
        session.Post($"<iq type='get' id='settle' to='{Room}'><ping xmlns='urn:xmpp:ping'/></iq>");
        await session.AnswerAsync("settle");
        await session.SendAsync("<presence/>");
        session.Take();
    }

    private static async Task BookmarkAsync(FakeSession session, string setting) => Assert.Equal(IqType.Result, (await session.AskAsync(
        $"<iq type='set' id='b'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'><item id='{Room}'><conference xmlns='urn:xmpp:bookmarks:1'>"
        + $"<extensions><notify xmlns='{NotificationSettings.Namespace}'>{setting}</notify></extensions></conference></item></publish></pubsub></iq>")).Type);

    private sealed class PushService : IStanzaHost
    {
        public List<Stanza> Received { get; } = [];

        public string Domain => "push.example";

        public void Post(Stanza stanza, Handled handled)
        {
            Received.Add(stanza);
            handled.Complete();
        }
    }
}
