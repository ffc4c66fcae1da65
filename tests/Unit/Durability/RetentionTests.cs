using Couplet.Commands.Inspection;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Features;

namespace Couplet.Tests.Durability;

/// <summary>What is no longer to be kept is gone from archive, history and log; everything else is as it was.</summary>
public sealed class RetentionTests : IAsyncDisposable
{
    private const string Room = "balcony@conference." + AccountHarness.Domain;
    private static readonly StreamId s_log = new("room:" + Room);
    private readonly MemoryStorage _storage = new();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task An_account_keeps_what_is_young()
    {
        var harness = await AccountHarness.StartAsync(o => o.Archive.RetentionDays = 30, _storage);
        var juliet = await harness.LoginAsync("juliet");
        await juliet.SendAsync("<message to='romeo@example.net' type='chat'><body>old</body></message>");
        harness.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await SweepAsync(harness, "account:", harness.Server.Options.Archive.RetentionDays));
        await juliet.SendAsync("<message to='romeo@example.net' type='chat'><body>young</body></message>");
        harness.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await SweepAsync(harness, "account:", harness.Server.Options.Archive.RetentionDays));
        await juliet.SendAsync("<message to='romeo@example.net' type='chat'><body>new</body></message>");
        juliet.Take();
        await juliet.SendAsync("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
        var answer = juliet.Take();
        Assert.Equal(["young", "new"], answer.OfType<Message>().Select(m => m.FirstChild!.FirstChild!.Child("message", Stanza.ClientNamespace)!.Child("body")!.Text));
        var fin = Assert.Single(answer.OfType<Iq>()).FirstChild!;
        Assert.Equal("true", fin["complete"]);
        Assert.Equal("2", fin.FirstChild!.Child("count")!.Text);
    }

    [Fact]
    public async Task A_room_forgets_what_was_said_and_nothing_else()
    {
        var harness = await AccountHarness.StartAsync(Configure, _storage);
        var romeo = await harness.LoginAsync("romeo");
        await EnterAsync(harness, romeo, "R");
        harness.Server.Router.Route(Form(romeo));
        for (var i = 0; i < 120; i++)
        {
            if (i == 100) harness.Time.Advance(TimeSpan.FromDays(40));
            harness.Server.Router.Route(Line(romeo, $"line {i}"));
            await SettleAsync(harness);
        }
        var before = await StateAsync(harness);
        Assert.Equal(100, await SweepAsync(harness, RoomLog.Prefix, 30));
        Assert.Empty(await FaultsAsync());

        var juliet = await harness.LoginAsync("juliet");
        await EnterAsync(harness, juliet, "J");
        Assert.Equal(Enumerable.Range(100, 20).Select(i => $"line {i}"),
            juliet.Take().OfType<Message>().Select(m => m.Child("body", Stanza.ClientNamespace)?.Text).OfType<string>());

        // The log alone, as if no snapshot had been taken.
        var replay = new RoomReplay();
        long last = 0;
        await foreach (var e in _storage.Log.ReadAsync(s_log))
        {
            replay.Skip(e.Sequence - last - 1);
            Assert.Null(replay.Apply(e));
            last = e.Sequence;
            if (last == before.Sequence) break;
        }
        Assert.Equal(before.Sequence, replay.State!.Sequence);
        Assert.Equal("The Balcony", replay.State.Config.Name);
        Assert.Equal(Bare(before), Bare(replay.State));
    }

    [Fact]
    public async Task A_room_that_has_lost_all_messages_goes_on()
    {
        var harness = await AccountHarness.StartAsync(Configure, _storage);
        var romeo = await harness.LoginAsync("romeo");
        await EnterAsync(harness, romeo, "R");
        harness.Server.Router.Route(Form(romeo));
        for (var i = 0; i < 5; i++) harness.Server.Router.Route(Line(romeo, $"line {i}"));
        await SettleAsync(harness);
        var last = await _storage.Log.LastSequenceAsync(s_log);
        harness.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(5, await SweepAsync(harness, RoomLog.Prefix, 30));
        var next = await AccountHarness.StartAsync(Configure, _storage); // another process
        next.Time.Advance(TimeSpan.FromDays(31));
        var juliet = await next.LoginAsync("juliet");
        await EnterAsync(next, juliet, "J");
        Assert.DoesNotContain(juliet.Take().OfType<Message>(), m => m.Child("body", Stanza.ClientNamespace) is not null);
        next.Server.Router.Route(Line(juliet, "anew"));
        await SettleAsync(next);
        Assert.Equal("anew", Assert.Single(juliet.Take().OfType<Message>()).Child("body", Stanza.ClientNamespace)!.Text);
        Assert.True(await _storage.Log.LastSequenceAsync(s_log) > last);
        Assert.Empty(await FaultsAsync());
    }

    private static void Configure(CoupletOptions options)
    {
        options.Rooms.Lock = false;
        options.Rooms.MessagesPerSecond = 0;
        options.Rooms.RetentionDays = 30;
    }

    private static Task<long> SweepAsync(AccountHarness harness, string prefix, int days) => new RetentionSweep(harness.Server, prefix,
        () => RetentionSweep.Of(harness.Server.Time.GetUtcNow(), days, 0, 0, RoomEventNames.MessageSent)).SweepAsync();

    private async Task<List<string>> FaultsAsync()
    {
        var faults = new List<string>();
        await foreach (var fault in new LogCheck(_storage).RunAsync(CancellationToken.None)) faults.Add(fault);
        return faults;
    }

    private static string Bare(RoomState state) => System.Text.Encoding.UTF8.GetString(
        RoomSnapshotCodec.Encode(state with { History = [], Paces = state.Paces.Clear(), Activity = Activity.None }));

    private async Task<RoomState> StateAsync(AccountHarness harness)
    {
        await SettleAsync(harness);
        return (await new RoomLog(Jid.Parse(Room), _storage, keepMessages: true).LoadAsync())!;
    }

    private static async Task EnterAsync(AccountHarness harness, FakeSession session, string nick)
    {
        harness.Server.Router.Route(new Presence(new StanzaHeader(session.Jid, Jid.Parse($"{Room}/{nick}")), PresenceType.Available, new Element("x", MucNamespaces.Muc)));
        await SettleAsync(harness);
    }

    private static Iq Form(FakeSession from) => new(new StanzaHeader(from.Jid, Jid.Parse(Room), "c"), IqType.Set, XmlFragment.ParseElement(
        "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
        + "<field var='muc#roomconfig_roomname'><value>The Balcony</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query>"));

    private static Message Line(FakeSession from, string text)
        => new(new StanzaHeader(from.Jid, Jid.Parse(Room), "m"), MessageType.Groupchat, new Element("body", Stanza.ClientNamespace, text));

    private static async Task SettleAsync(AccountHarness harness)
    {
        var host = (RoomHost)harness.Server.Router.Find("conference." + AccountHarness.Domain)!;
        await host.AskAsync(Jid.Parse(Room), new SessionGone(Jid.Parse("nobody@nowhere.example/x"), false)).WaitAsync(TimeSpan.FromSeconds(10));
        await harness.SettleAsync();
    }
}
