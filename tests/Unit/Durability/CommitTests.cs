using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Routing;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Features;
using Couplet.Tests.Storage;

namespace Couplet.Tests.Durability;

/// <summary>The first promise: nothing is shown or counted as handled before it is committed, and a failed commit leaves no trace.</summary>
public sealed class CommitTests : IDisposable
{
    private const string Room = "balcony@conference." + AccountHarness.Domain;
    private readonly FaultyStorage _storage = new(new MemoryStorage());
    private readonly Counter _counter = new();

    [Fact]
    public async Task A_message_is_neither_shown_nor_counted_before_its_commit()
    {
        var (harness, romeo, juliet) = await TwoInARoomAsync();
        _storage.Hold();
        harness.Server.Router.Route(Line(romeo, "what light"), new Handled(_counter, 1));
        var settled = SettleAsync(harness);
        Assert.Empty(juliet.Take());
        Assert.Empty(romeo.Take());
        Assert.Empty(_counter.Done);
        Assert.False(settled.IsCompleted);
        _storage.Release();
        await settled;
        Assert.Equal([1], _counter.Done);
        Assert.Equal("what light", Assert.Single(juliet.Take()).Child("body", Stanza.ClientNamespace)!.Text);
    }

    [Fact]
    public async Task A_failed_commit_is_an_error_for_the_sender_and_nothing_for_the_others()
    {
        var (harness, romeo, juliet) = await TwoInARoomAsync();
        _storage.Failure = "no space left on device";
        harness.Server.Router.Route(Line(romeo, "lost"), new Handled(_counter, 1));
        await SettleAsync(harness, failing: true);
        Assert.Equal([1], _counter.Done);
        Assert.Empty(juliet.Take());
        Assert.Equal(StanzaErrorCondition.ResourceConstraint, Assert.Single(romeo.Take()).Error!.Condition);

        _storage.Failure = null;
        harness.Server.Router.Route(Line(romeo, "kept"), new Handled(_counter, 2));
        await SettleAsync(harness);
        Assert.Equal("kept", Assert.Single(juliet.Take()).Child("body", Stanza.ClientNamespace)!.Text);
        Assert.Equal("kept", Assert.Single(romeo.Take()).Child("body", Stanza.ClientNamespace)!.Text);
    }

    [Fact]
    public async Task Who_is_gone_without_a_trace_in_the_log_is_shown_out_when_the_storage_is_back()
    {
        var (harness, romeo, juliet) = await TwoInARoomAsync();
        _storage.Failure = "no space left on device";
        juliet.Close(new StreamError(StreamErrorCondition.Reset));
        harness.Server.Router.Route(new Presence(new StanzaHeader(juliet.Jid, Jid.Parse(Room + "/J")), PresenceType.Unavailable));
        await SettleAsync(harness, failing: true);
        Assert.Empty(romeo.Take());
        _storage.Failure = null;
        await SettleAsync(harness);
        Assert.Equal(PresenceType.Unavailable, Assert.IsType<Presence>(Assert.Single(romeo.Take())).Type);
    }

    [Fact]
    public async Task A_stop_ends_although_nothing_can_be_stored()
    {
        var (harness, _, _) = await TwoInARoomAsync();
        _storage.Failure = "no space left on device";
        await harness.Server.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_snapshot_or_listing_that_fails_harms_nobody()
    {
        var (harness, romeo, juliet) = await TwoInARoomAsync();
        _storage.SnapshotsFail = true;
        for (var i = 0; i < RoomLog.SnapshotEvery + 10; i++) harness.Server.Router.Route(Line(romeo, $"{i}"), new Handled(_counter, i));
        await SettleAsync(harness);
        Assert.Equal(Enumerable.Range(0, RoomLog.SnapshotEvery + 10).Select(i => $"{i}"), juliet.Take().Select(s => s.Child("body", Stanza.ClientNamespace)!.Text));
        Assert.Equal(RoomLog.SnapshotEvery + 10, _counter.Done.Count);
    }

    [Fact]
    public async Task What_one_account_sends_another_is_counted_when_the_other_has_dealt_with_it()
    {
        var harness = await AccountHarness.StartAsync(storage: _storage);
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = harness.Server.Accounts.RunAsync("juliet", _ => new ValueTask(busy.Task));
        var message = new Message(new StanzaHeader(romeo.Jid, juliet.Jid.Bare), MessageType.Chat, new Couplet.Protocol.Xml.Element("body", Stanza.ClientNamespace, "psst"));
        romeo.Account.Post(new Work(message, new Handled(_counter, 1), romeo));
        await harness.Server.Accounts.RunAsync("romeo", static _ => default);
        Assert.Empty(_counter.Done);
        busy.SetResult();
        await held;
        await harness.SettleAsync();
        Assert.Equal([1], _counter.Done);
        Assert.Equal("psst", Assert.Single(juliet.Take()).Child("body", Stanza.ClientNamespace)!.Text);
    }

    public void Dispose() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<(AccountHarness, FakeSession, FakeSession)> TwoInARoomAsync()
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.Rooms.Lock = false;
            o.Rooms.MessagesPerSecond = 0;
        }, _storage);
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        foreach (var (session, nick) in new[] { (romeo, "R"), (juliet, "J") })
            harness.Server.Router.Route(new Presence(new StanzaHeader(session.Jid, Jid.Parse($"{Room}/{nick}")), PresenceType.Available,
                new Couplet.Protocol.Xml.Element("x", MucNamespaces.Muc)));
        await SettleAsync(harness);
        romeo.Take();
        juliet.Take();
        return (harness, romeo, juliet);
    }

    private static Message Line(FakeSession from, string text)
        => new(new StanzaHeader(from.Jid, Jid.Parse(Room), "m"), MessageType.Groupchat, new Couplet.Protocol.Xml.Element("body", Stanza.ClientNamespace, text));

    /// <summary>Waits until the room has dealt with all it was sent, and the accounts with what it sent them.</summary>
    private static async Task SettleAsync(AccountHarness harness, bool failing = false)
    {
        var host = (RoomHost)harness.Server.Router.Find("conference." + AccountHarness.Domain)!;
        try
        {
            // Nobody's session: the room looks at it and does nothing, after all that came before.
            await host.AskAsync(Jid.Parse(Room), new SessionGone(Jid.Parse("nobody@nowhere.example/x"), false)).WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (Couplet.Server.Storage.StorageException) when (failing)
        {
            // It shared the fate of the message before it.
        }
        await harness.SettleAsync();
    }

    private sealed class Counter : IHandledCounter
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<long> _done = new();

        public IReadOnlyCollection<long> Done => _done;

        public void Complete(long index) => _done.Enqueue(index);
    }
}
