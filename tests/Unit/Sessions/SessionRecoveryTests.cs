using System.Text.RegularExpressions;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Routing;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Storage;

namespace Couplet.Tests.Sessions;

/// <summary>XEP-0198 §5 across the server's death: the next server takes up what the journal has.</summary>
public sealed partial class SessionRecoveryTests : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private const string Ping = "<ping xmlns='urn:xmpp:ping'/>";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-recovery-");
    private readonly ICoupletStorage _storage = new FaultyStorage(new MemoryStorage());
    private readonly FakeClock _time = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_the_client_has_not_received_comes_and_nothing_else()
    {
        var server = await StartAsync();
        var bob = await server.LoginAsync("bob");
        var (alice, id) = await ResumableAsync(server, "alice");
        for (var i = 0; i < 3; i++) await bob.SendAsync($"<message to='alice@localhost/here' id='m{i}'/>");
        await alice.UntilAsync("id='m2'");

        // The first has arrived, the others were lost on the way.
        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        var said = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='1'/>", "id='m2'");
        Assert.StartsWith($"<resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", said, StringComparison.Ordinal);
        Assert.DoesNotContain("id='m0'", said, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(said, "id='m1'"));
        bob = await server.LoginAsync("bob");
        await bob.SendAsync("<message to='alice@localhost/here' id='live'/>");
        Assert.DoesNotContain("id='m", await again.UntilAsync("id='live'"), StringComparison.Ordinal);
        Assert.Contains("h='1'", await again.RequestAsync($"<iq type='get' id='p'>{Ping}</iq><r xmlns='urn:xmpp:sm:3'/>", "<a "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_removes_the_account_is_answered_before_the_session_ends()
    {
        var server = await StartAsync();
        var (alice, _) = await ResumableAsync(server, "alice");
        await alice.SendAsync("<iq type='set' id='gone'><query xmlns='jabber:iq:register'><remove/></query></iq>");
        var said = await alice.ToEndAsync();
        Assert.Matches("id='gone' type='result'.*<not-authorized", said);
    }

    [Fact]
    public async Task A_second_death_changes_nothing()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await alice.RequestAsync($"<iq type='get' id='p1'>{Ping}</iq>", "id='p1'");
        server = await StartAsync();
        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        var said = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "id='p1'");
        Assert.Contains("h='1'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_handled_is_not_handled_again()
    {
        var server = await StartAsync();
        var bob = await server.LoginAsync("bob");
        var (alice, id) = await ResumableAsync(server, "alice");
        await bob.SendAsync("<presence/>");
        await bob.UntilAsync("<presence");
        const string Message = "<message to='bob@localhost' type='chat' id='m1'><body>Hail</body></message>";
        await alice.SendAsync(Message);
        await bob.UntilAsync("id='m1'");
        // The account of the client has it on disk; had its count been lost, it would say it again.
        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        var resumed = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "<resumed ");
        if (resumed.Contains("h='0'", StringComparison.Ordinal)) await again.SendAsync(Message);
        await again.RequestAsync("<r xmlns='urn:xmpp:sm:3'/>", "<a ");
        var archive = await again.RequestAsync("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>", "id='q'");
        Assert.Single(Regex.Matches(archive, "Hail"));
    }

    [Fact]
    public async Task It_is_still_in_its_rooms_and_those_without_resumption_are_not()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await JoinAsync(alice, "Alice");
        await alice.RequestAsync($"<iq type='set' id='o' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>", "id='o'");
        var (dora, doras) = await ResumableAsync(server, "dora");
        await JoinAsync(dora, "Dora");
        var bob = await server.LoginAsync("bob");
        await JoinAsync(bob, "Bob");
        await bob.SendAsync($"<message to='{Room}' type='groupchat' id='g1'><body>before</body></message>");
        await alice.UntilAsync("before");

        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        var said = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "from='globe@conference.localhost/Bob' type='unavailable'");
        Assert.Single(Regex.Matches(said, "<body>before"));
        Assert.DoesNotContain("/Alice' type='unavailable'", said, StringComparison.Ordinal);
        await again.SendAsync($"<message to='{Room}' type='groupchat' id='g2'><body>after</body></message>");
        Assert.DoesNotContain("/Dora' type='unavailable'", await again.UntilAsync("after"), StringComparison.Ordinal);
        var doraAgain = await AuthenticatedAsync(server, "dora");
        Assert.Contains("<body>before", await doraAgain.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{doras}' h='0'/>", "<body>after"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_its_time_is_over_it_leaves_and_its_messages_go_back()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await alice.SendAsync("<presence/>");
        await JoinAsync(alice, "Alice");
        await alice.RequestAsync($"<iq type='set' id='o' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>", "id='o'");
        var bob = await server.LoginAsync("bob");
        await bob.SendAsync("<message to='alice@localhost' type='chat' id='m1'><body>Hail</body></message>");
        await alice.UntilAsync("id='m1'");

        server = await StartAsync();
        bob = await server.LoginAsync("bob");
        await JoinAsync(bob, "Bob");
        server.Time.Advance(TimeSpan.FromSeconds(301));
        await bob.UntilAsync("from='globe@conference.localhost/Alice' type='unavailable'");
        var again = await AuthenticatedAsync(server, "alice");
        var refused = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "</failed");
        Assert.Contains("<item-not-found ", refused, StringComparison.Ordinal);
        Assert.Contains("<failed xmlns='urn:xmpp:sm:3' h='3'>", refused, StringComparison.Ordinal);
        var alices = await server.LoginAsync("alice", "there");
        var got = await alices.RequestAsync("<presence/>", "id='m1'");
        Assert.Contains("from='alice@localhost/there'", got, StringComparison.Ordinal);
        Assert.Contains("urn:xmpp:delay", await alices.UntilAsync("</message"), StringComparison.Ordinal);
        var archive = await alices.RequestAsync("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>", "id='q'");
        Assert.Single(Regex.Matches(archive, "<body>Hail"));
    }

    [Fact]
    public async Task What_it_had_turned_on_is_on()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await alice.RequestAsync("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>", "id='c'");
        await alice.RequestAsync("<presence><status>here still</status></presence>", "here still");

        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='2'/>", "<resumed ");
        var other = await server.LoginAsync("alice", "other");
        Assert.Contains("here still", await other.RequestAsync("<presence/>", "from='alice@localhost/here'") + await other.UntilAsync("</presence"), StringComparison.Ordinal);
        await other.SendAsync("<message to='bob@localhost' type='chat'><body>Hail</body></message>");
        Assert.Contains("urn:xmpp:carbons:2", await again.UntilAsync("<body>Hail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_who_is_gone_and_not_again_who_is_there()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await alice.SendAsync("<presence/>");
        var (second, _) = await ResumableAsync(server, "alice", "second");
        await second.SendAsync("<presence/>");
        var plain = await server.LoginAsync("alice", "plain");
        await plain.SendAsync("<presence/>");
        await alice.UntilAsync("from='alice@localhost/plain'");

        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        var said = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='3'/>", "from='alice@localhost/plain' type='unavailable'");
        Assert.DoesNotContain("alice@localhost/second", said + await again.RequestAsync($"<iq type='get' id='p'>{Ping}</iq>", "id='p'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_stopped_leaves_them_too()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        await JoinAsync(alice, "Alice");
        await alice.RequestAsync($"<iq type='set' id='o' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>", "id='o'");
        var bob = await server.LoginAsync("bob");
        await JoinAsync(bob, "Bob");
        await alice.UntilAsync("/Bob'");
        await server.Server.StopAsync();
        var stopping = server.Streams.StopAsync(TimeSpan.FromSeconds(5));
        var last = await alice.ToEndAsync();
        await stopping;
        server.Server.Journal!.Seal();
        Assert.Contains("<system-shutdown ", last, StringComparison.Ordinal);
        Assert.DoesNotContain("/Alice'", last, StringComparison.Ordinal);
        Assert.Contains("code='332'", await bob.ToEndAsync(), StringComparison.Ordinal);

        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='5'/>", "<resumed ");
        var items = await again.RequestAsync($"<iq type='get' id='d' to='{Room}'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>", "</iq");
        Assert.Contains("'globe@conference.localhost/Alice'", items, StringComparison.Ordinal);
        Assert.DoesNotContain("'globe@conference.localhost/Bob'", items, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_machine_was_restarted_too_nobody_is_resumed()
    {
        var server = await StartAsync();
        var (_, id) = await ResumableAsync(server, "alice");
        server.Server.Journal!.Flush();
        var file = Assert.Single(server.Server.Journal!.Files());
        var bytes = await File.ReadAllBytesAsync(file);
        var other = new RecordBuffer();
        JournalSnapshot.Header(other, "another run of the machine");
        var header = new RecordBuffer();
        JournalSnapshot.Header(header, BootIdentity.Read());
        await File.WriteAllBytesAsync(file, [.. other.Written, .. bytes[header.Length..]]);

        server = await StartAsync();
        var again = await AuthenticatedAsync(server, "alice");
        Assert.Contains("<item-not-found ", await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "</failed"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "max='300'")]
    [InlineData(" max='60'", "max='60'")]
    [InlineData(" max='3600'", "max='300'")]
    public async Task The_shorter_time_counts(string asked, string granted)
    {
        var server = await StartAsync();
        var alice = await server.LoginAsync("alice");
        Assert.Contains(granted, await alice.RequestAsync($"<enable xmlns='urn:xmpp:sm:3' resume='true'{asked}/>", "<enabled "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_so_many_of_an_account_wait()
    {
        var server = await ServerHarness.StartAsync(_folder.FullName, _storage, _time, configure: o => o.Limits.DetachedSessions = 2);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (client, id) = await ResumableAsync(server, "alice", $"r{i}");
            ids.Add(id);
            await client.HangUpAsync();
            await client.Served;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        var first = await AuthenticatedAsync(server, "alice");
        Assert.Contains("<item-not-found ", await first.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{ids[0]}' h='0'/>", "</failed"), StringComparison.Ordinal);
        await first.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{ids[2]}' h='0'/>", "<resumed ");
    }

    [Fact]
    public async Task An_account_that_hangs_lets_only_so_much_wait_and_nothing_is_lost()
    {
        var server = await ServerHarness.StartAsync(_folder.FullName, _storage, _time, configure: o => o.Limits.OutboundBytes = 4_000);
        var (alice, _) = await ResumableAsync(server, "alice");
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hanging = server.Server.Accounts.RunAsync("alice", _ =>
        {
            begun.SetResult();
            return new ValueTask(end.Task);
        });
        await begun.Task;
        var here = Jid.Parse("alice@localhost/here");
        var session = server.Server.FindSession(here)!;
        bool Deliver(int i) => session.Deliver(EncodedStanza.Of(new Message(new StanzaHeader(Jid.Parse("bob@localhost/x"), default, $"m{i}"), MessageType.Chat,
            new Element("body", Stanza.ClientNamespace, new string('x', 300)))), here);
        for (var i = 0; i < 20; i++) Assert.True(Deliver(i));
        Assert.Contains("<resource-constraint", await alice.ToEndAsync(), StringComparison.Ordinal);
        Assert.False(Deliver(20));

        end.SetResult();
        await hanging;
        var again = await server.LoginAsync("alice", "there");
        var said = await again.RequestAsync("<presence/>", "id='m19'");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"id='m{i}'"), Regex.Matches(said, "id='m[0-9]+'").Select(m => m.Value));
    }

    [Theory]
    [InlineData("localhost", "result")]
    [InlineData("localhost/nobody", "error")]
    [InlineData("conference.localhost", "result")]
    public async Task A_request_to_a_service_is_handled_only_when_its_answer_is_with_the_session(string to, string type)
    {
        var server = await StartAsync();
        var (alice, _) = await ResumableAsync(server, "alice");
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hanging = server.Server.Accounts.RunAsync("alice", _ =>
        {
            begun.SetResult();
            return new ValueTask(end.Task);
        });
        await begun.Task;
        var counter = new Counter();
        server.Server.Router.Route(new Iq(new StanzaHeader(Jid.Parse("alice@localhost/here"), Jid.Parse(to), "p"), IqType.Get, new Element("ping", "urn:xmpp:ping")), new Handled(counter, 1));
        Assert.False(counter.Done.IsCompleted);
        end.SetResult();
        await hanging;
        await counter.Done.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains($"type='{type}'", await alice.UntilAsync("id='p'"), StringComparison.Ordinal);
    }

    private sealed class Counter : IHandledCounter
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Done => _done.Task;

        public void Complete(long index) => _done.SetResult();
    }

    private Task<ServerHarness> StartAsync() => ServerHarness.StartAsync(_folder.FullName, _storage, _time);

    private static async Task JoinAsync(TestClient client, string nick)
    {
        await client.RequestAsync($"<presence to='{Room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "<subject");
    }

    private static async Task<TestClient> AuthenticatedAsync(ServerHarness server, string name)
    {
        var client = server.Connect();
        await client.OpenAsync();
        await client.AuthenticateAsync(name);
        return client;
    }

    private static async Task<(TestClient Client, string Id)> ResumableAsync(ServerHarness server, string name, string resource = "here")
    {
        var client = await server.LoginAsync(name, resource);
        var enabled = await client.RequestAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled ");
        return (client, IdPattern().Match(enabled).Groups[1].Value);
    }

    [GeneratedRegex("id='([^']+)'")]
    private static partial Regex IdPattern();
}
