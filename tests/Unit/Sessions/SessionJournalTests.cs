using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Tests.Sessions;

/// <summary>The journal as a file: what is read is what was said, also where its end is missing or a part of it is damaged.</summary>
public sealed partial class SessionJournalTests : IDisposable
{
    private const string Room = "globe@conference.localhost";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-journal-");
    private readonly ICoupletStorage _storage = new FaultyStorage(new MemoryStorage());
    private readonly FakeClock _time = new();
    private readonly Lines _lines = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _lines.Dispose();
    }

    [Fact]
    public async Task What_is_read_is_what_is_in_memory()
    {
        var server = await StartAsync();
        var (alice, _) = await ResumableAsync(server, "alice");
        var (dora, _) = await ResumableAsync(server, "dora");
        await JoinAsync(alice, "Alice");
        await alice.RequestAsync($"<iq type='set' id='o' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>", "id='o'");
        await JoinAsync(dora, "Dora");
        // Inactive before anything is said to her: the answer says so.
        await alice.RequestAsync("<inactive xmlns='urn:xmpp:csi:0'/><a xmlns='urn:xmpp:sm:3' h='2'/><r xmlns='urn:xmpp:sm:3'/>", "<a ");
        await dora.RequestAsync($"<presence to='{Room}/Dora'><show>away</show></presence><message to='alice@localhost/here'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
            + "<r xmlns='urn:xmpp:sm:3'/>", "<a ");
        await AssertSameAsync(server, alice: 1);
        await dora.SendAsync($"<message to='{Room}' type='groupchat'><body>Hail</body></message><message to='alice@localhost' type='chat' id='c'><body>all</body></message>");
        await alice.UntilAsync("id='c'");
        await alice.RequestAsync("<r xmlns='urn:xmpp:sm:3'/>", "<a ");
        await dora.RequestAsync("<r xmlns='urn:xmpp:sm:3'/>", "<a ");
        await AssertSameAsync(server, alice: 0);
    }

    [Fact]
    public async Task A_file_without_its_end_is_what_it_was_a_moment_before()
    {
        var server = await StartAsync();
        var beginning = new FileInfo(Assert.Single(server.Server.Journal!.Files())).Length;
        var (alice, _) = await ResumableAsync(server, "alice");
        var bob = await server.LoginAsync("bob");
        for (var i = 0; i < 5; i++) await bob.SendAsync($"<message to='alice@localhost/here' id='m{i}'/>");
        await alice.UntilAsync("id='m4'");
        var whole = await File.ReadAllBytesAsync(Assert.Single(server.Server.Journal!.Files()));
        var last = -1;
        for (var cut = (int)beginning; cut <= whole.Length; cut++)
        {
            var replay = new JournalReplay(server.Server.Journal!);
            replay.Read(whole.AsSpan(0, cut));
            Assert.True(replay.IsComplete);
            Assert.Null(replay.DamagedAt);
            Assert.DoesNotContain(replay.Sessions.Values, replay.IsLost);
            var known = replay.Sessions.Values.SingleOrDefault()?.Outstanding.Length ?? 0;
            Assert.InRange(known, Math.Max(0, last), Math.Max(0, last) + 1);
            last = known;
        }
        Assert.Equal(5, last);
    }

    [Fact]
    public async Task A_damaged_record_costs_the_session_it_was_about()
    {
        var server = await StartAsync();
        var (alice, alices) = await ResumableAsync(server, "alice");
        var (dora, doras) = await ResumableAsync(server, "dora");
        var bob = await server.LoginAsync("bob");
        await bob.SendAsync("<message to='alice@localhost/here' id='m0'/><message to='alice@localhost/here' id='m1'/>");
        await alice.UntilAsync("id='m1'");
        await bob.SendAsync("<message to='dora@localhost/here' id='m2'/>");
        await dora.UntilAsync("id='m2'");
        await DamageAsync(server, "id='m1'"u8.ToArray());

        server = await StartAsync();
        Assert.Contains("<item-not-found ", await ResumeAsync(server, "alice", alices), StringComparison.Ordinal);
        Assert.Contains("<resumed ", await ResumeAsync(server, "dora", doras), StringComparison.Ordinal);
        Assert.Matches("is damaged at byte [0-9]+.* cannot be resumed: 1 of 2", Assert.Single(_lines.Of(LogLevel.Error)));
    }

    [Fact]
    public async Task Where_it_cannot_be_told_what_is_missing_nobody_is_resumed()
    {
        var server = await StartAsync();
        var (alice, alices) = await ResumableAsync(server, "alice");
        var file = Assert.Single(server.Server.Journal!.Files());
        var length = (int)new FileInfo(file).Length;
        var bob = await server.LoginAsync("bob");
        await bob.SendAsync("<message to='alice@localhost/here' id='m0'/>");
        await alice.UntilAsync("id='m0'");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[length] ^= 1; // the length of the frame
        await File.WriteAllBytesAsync(file, bytes);

        server = await StartAsync();
        Assert.Contains("<item-not-found ", await ResumeAsync(server, "alice", alices), StringComparison.Ordinal);
        Assert.Single(_lines.Of(LogLevel.Error));
    }

    [Fact]
    public async Task A_file_that_is_none_does_not_keep_the_server_from_starting()
    {
        var sessions = Directory.CreateDirectory(Path.Combine(_folder.FullName, "sessions"));
        await File.WriteAllTextAsync(Path.Combine(sessions.FullName, "0000000007.journal"), "What's in a name? That which we call a rose");
        var server = await StartAsync();
        var (_, id) = await ResumableAsync(server, "alice");
        server = await StartAsync();
        Assert.Contains("<resumed ", await ResumeAsync(server, "alice", id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_journal_becomes_a_short_one_and_loses_nothing()
    {
        var server = await StartAsync();
        var (alice, id) = await ResumableAsync(server, "alice");
        var bob = await server.LoginAsync("bob");
        var before = Assert.Single(server.Server.Journal!.Files());
        var text = new string('x', 100_000);
        for (var i = 0; i < 60; i++)
        {
            await bob.SendAsync($"<message to='alice@localhost/here' id='m{i}'><body>{text}</body></message>");
            await alice.UntilAsync($"id='m{i}'");
            if (i < 58) await alice.SendAsync($"<a xmlns='urn:xmpp:sm:3' h='{i}'/>");
        }
        await alice.RequestAsync("<r xmlns='urn:xmpp:sm:3'/>", "<a ");
        var after = Assert.Single(server.Server.Journal!.Files());
        Assert.NotEqual(before, after);
        Assert.InRange(new FileInfo(after).Length, 1, 5_000_000);
        server = await StartAsync();
        var said = await ResumeAsync(server, "alice", id, 58, "id='m59'");
        Assert.Contains("id='m58'", said, StringComparison.Ordinal);
        Assert.DoesNotContain("id='m57'", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stanza_that_was_done_before_one_that_was_not_is_known_when_it_comes_again()
    {
        using var journal = new SessionJournal(_folder.FullName, _time, _lines.CreateLogger(""));
        var entry = new JournaledSession(journal, 1, "id", Jid.Parse("alice@localhost/here"));
        var first = new Message(new StanzaHeader(entry.Jid, Jid.Parse("a@localhost"), "1"), MessageType.Chat);
        var second = new Message(new StanzaHeader(entry.Jid, Jid.Parse("b@localhost"), "2"), MessageType.Chat);
        Assert.False(InboundJournal.Arrived(new InboundMark(entry, 1), first));
        Assert.False(InboundJournal.Arrived(new InboundMark(entry, 2), second));
        InboundJournal.Handled(new InboundMark(entry, 2));
        Assert.Equal(0, entry.Handled);
        // The server dies here; the client says both again.
        Assert.False(InboundJournal.Arrived(new InboundMark(entry, 1), first));
        Assert.True(InboundJournal.Arrived(new InboundMark(entry, 2), second));
        // Another stanza in its place is another stanza.
        Assert.False(InboundJournal.Arrived(new InboundMark(entry, 2), first));
        InboundJournal.Handled(new InboundMark(entry, 1));
        Assert.Equal(1, entry.Handled);
    }

    private static Task<string> JoinAsync(TestClient client, string nick)
        => client.RequestAsync($"<presence/><presence to='{Room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "<subject");

    // What the file says is compared with what the server has in memory.
    // What an answer leaves behind may take a moment longer than the answer.
    private static async Task AssertSameAsync(ServerHarness server, int alice)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                AssertSame(server, alice);
                return;
            }
            catch (Xunit.Sdk.XunitException) when (attempt < 100)
            {
                await Task.Delay(20);
            }
        }
    }

    private static void AssertSame(ServerHarness server, int alice)
    {
        var journal = server.Server.Journal!;
        journal.Flush();
        var replay = new JournalReplay(journal);
        replay.Read(File.ReadAllBytes(Assert.Single(journal.Files())));
        Assert.Null(replay.DamagedAt);
        Assert.Empty(replay.Batches);
        lock (journal.Gate)
        {
            Assert.Equal(journal.Sessions.Select(Describe).Order(), replay.Sessions.Values.Select(Describe).Order());
            Assert.DoesNotContain(replay.Sessions.Values, replay.IsLost);
            Assert.Equal(alice > 0, replay.Sessions.Values.Single(s => s.Jid.Local == "alice").Held.Count > 0);
        }
    }

    private static string Describe(JournaledSession entry)
    {
        var text = new StringBuilder($"{entry.Key} {entry.Id} {entry.Jid} {entry.Revision} {entry.Acknowledged} {entry.Handled} {entry.Seconds} {entry.DetachedAt}");
        text.Append(Encoding.UTF8.GetString(entry.State)).AppendJoin(' ', entry.Directed).AppendJoin(' ', entry.Told);
        foreach (var item in entry.Outstanding) text.Append(item.To).Append(Encoding.UTF8.GetString(item.Stanza.Bytes));
        return text.ToString();
    }

    private static async Task DamageAsync(ServerHarness server, byte[] at)
    {
        var file = Assert.Single(server.Server.Journal!.Files());
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().LastIndexOf(at) + 4] ^= 0x10;
        await File.WriteAllBytesAsync(file, bytes);
    }

    private Task<ServerHarness> StartAsync() => ServerHarness.StartAsync(_folder.FullName, _storage, _time, _lines);

    private static async Task<string> ResumeAsync(ServerHarness server, string name, string id, int h = 0, string until = "xmlns='urn:xmpp:sm:3'")
    {
        var client = server.Connect();
        await client.OpenAsync();
        await client.AuthenticateAsync(name);
        var said = await client.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='{h}'/>", until);
        return said.Contains("<failed", StringComparison.Ordinal) ? said + await client.UntilAsync("</failed") : said;
    }

    private static async Task<(TestClient Client, string Id)> ResumableAsync(ServerHarness server, string name)
    {
        var client = await server.LoginAsync(name);
        var enabled = await client.RequestAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled ");
        return (client, IdPattern().Match(enabled).Groups[1].Value);
    }

    [GeneratedRegex("id='([^']+)'")]
    private static partial Regex IdPattern();

    /// <summary>What was logged.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Text)> _all = [];

        internal IEnumerable<string> Of(LogLevel level) => _all.Where(l => l.Level == level).Select(l => l.Text);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => _all.Enqueue((logLevel, formatter(state, exception)));
    }
}
