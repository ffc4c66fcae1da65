using System.CommandLine;
using Couplet.Commands;
using Couplet.Commands.Inspection;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;
using Couplet.Tests.Features;

namespace Couplet.Tests.Durability;

/// <summary>backup, restore, check, room show and room replay, as the operator calls them.</summary>
public sealed class OperatorTests : IDisposable
{
    private const string Room = "balcony@conference." + AccountHarness.Domain;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-operator-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Database => Path.Combine(Data, StorageFactory.FileName);

    private string Backup => Path.Combine(_folder.FullName, "backup.db");

    [Fact]
    public async Task A_backup_under_load_is_one_moment_and_whole()
    {
        const int Pairs = 6;
        Directory.CreateDirectory(Data);
        await using (var storage = new SqliteStorage(Database))
        {
            await storage.OpenAsync();
            using var enough = new CancellationTokenSource();
            var committed = new long[Pairs];
            // Each append writes to two logs at once: where a copy has one half and not the other, it is not of one moment.
            var writing = Enumerable.Range(0, Pairs).Select(pair => Task.Run(async () =>
            {
                for (var n = 1; !enough.IsCancellationRequested; n++)
                {
                    Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { Line($"left:{pair}", n), Line($"right:{pair}", n) }));
                    Volatile.Write(ref committed[pair], n);
                }
            })).ToArray();
            while (committed.Any(n => Volatile.Read(ref n) < 50)) await Task.Delay(5);
            var before = committed.Select(n => n).ToArray();
            Assert.Equal(0, (await RunAsync("backup", Backup)).Code);
            await enough.CancelAsync();
            await Task.WhenAll(writing);

            await using var copy = new SqliteStorage(Backup);
            await copy.OpenAsync();
            for (var pair = 0; pair < Pairs; pair++)
            {
                var left = await copy.Log.LastSequenceAsync(new StreamId($"left:{pair}"));
                Assert.Equal(left, await copy.Log.LastSequenceAsync(new StreamId($"right:{pair}")));
                Assert.InRange(left, before[pair], await storage.Log.LastSequenceAsync(new StreamId($"left:{pair}")));
                // Too many to count is nothing; the words are there.
                Assert.Equal(left, (await copy.Archive.QueryAsync(new StreamId($"left:{pair}"), new ArchiveQuery { Text = "tea", Max = 0 })).Count ?? left);
            }
        }
        File.Delete(Database);
        foreach (var rest in Directory.GetFiles(Data)) File.Delete(rest);
        Assert.Equal(0, (await RunAsync("restore", Backup)).Code);
        var check = await RunAsync("check");
        Assert.Equal((0, true), (check.Code, check.Out.Contains("all well", StringComparison.Ordinal)));
        Assert.Equal(2, (await RunAsync("backup", Backup)).Code); // it is there
    }

    [Fact]
    public async Task A_restore_replaces_nothing_unless_told()
    {
        await FillAsync(3);
        Assert.Equal(0, (await RunAsync("backup", Backup)).Code);
        await FillAsync(5);
        var refused = await RunAsync("restore", Backup);
        Assert.Equal(2, refused.Code);
        Assert.Contains("--replace", refused.Error, StringComparison.Ordinal);
        Assert.Equal(5, await CountAsync(Database));

        await using (var server = new SqliteStorage(Database))
        {
            await server.OpenAsync();
            await server.Log.LastSequenceAsync(new StreamId("room:a"));
            var used = await RunAsync("restore", "--replace", Backup);
            Assert.Equal(2, used.Code);
            Assert.Contains("in use", used.Error, StringComparison.Ordinal);
            Assert.Equal(5, await server.Log.LastSequenceAsync(new StreamId("room:a")));
        }

        var sessions = Directory.CreateDirectory(Path.Combine(Data, "sessions"));
        await File.WriteAllTextAsync(Path.Combine(sessions.FullName, "journal"), "of the database before");
        Assert.Equal(0, (await RunAsync("restore", "--replace", Backup)).Code);
        Assert.False(Directory.Exists(sessions.FullName));
        Assert.Equal(3, await CountAsync(Database));
        Assert.Equal(5, await CountAsync(Database + ".old"));
    }

    [Fact]
    public async Task A_damaged_copy_is_refused_and_what_is_there_stays()
    {
        await FillAsync(400);
        Assert.Equal(0, (await RunAsync("backup", Backup)).Code);
        var bytes = await File.ReadAllBytesAsync(Backup);
        for (var i = bytes.Length / 2; i < bytes.Length / 2 + 9_000; i++) bytes[i] ^= 0x5a;
        await File.WriteAllBytesAsync(Backup, bytes);
        var refused = await RunAsync("restore", "--replace", Backup);
        Assert.Equal(2, refused.Code);
        Assert.Contains("damaged", refused.Error, StringComparison.Ordinal);
        Assert.Equal(400, await CountAsync(Database));
        Assert.Empty(Directory.GetFiles(Data, "*.part*"));
        await File.WriteAllBytesAsync(Backup, bytes[..5_000]);
        Assert.Equal(2, (await RunAsync("restore", "--replace", Backup)).Code);
    }

    [Theory]
    [InlineData(null, 0, "all well")]
    [InlineData("DELETE FROM events WHERE sequence = 5", 1, "event 6 follows event 4")]
    [InlineData("DELETE FROM events WHERE sequence < 4", 1, "event 4 follows event 0")]
    [InlineData("UPDATE streams SET trimmed = 5, trimmed_events = 1", 1, "removed 1 events, but only 0 are missing")]
    [InlineData("DROP INDEX events_by_sequence; UPDATE events SET sequence = 5 WHERE sequence = 6", 1, "event 5 follows event 5")]
    [InlineData("DROP INDEX archive_by_id; UPDATE events SET archive_id = 'same' WHERE archive_id IS NOT NULL", 1, "archive id same")]
    [InlineData("UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), 'message-sent.1', 'message-sent.9') AS BLOB) WHERE type = 'message-sent.1'", 1, "cannot be read")]
    [InlineData("UPDATE events SET payload = x'7b' WHERE sequence = 3", 1, "event 3 (")]
    [InlineData("UPDATE events SET payload = (SELECT payload FROM events WHERE sequence = 2) WHERE sequence = 1", 1, "does not fit")]
    [InlineData("UPDATE snapshots SET payload = CAST(replace(CAST(payload AS TEXT), 'The Balcony', 'The Orchard') AS BLOB)", 1, "the snapshot at event")]
    public async Task A_check_finds_what_must_not_be(string? harm, int code, string says)
    {
        await TalkAsync();
        if (harm is not null) Harm(harm.Split("; "));
        var check = await RunAsync("check");
        Assert.Contains(says, check.Out, StringComparison.Ordinal);
        Assert.Equal(code, check.Code);
    }

    [Fact]
    public async Task A_room_is_shown_as_it_was()
    {
        await TalkAsync();
        var shown = await RunAsync("room", "show", Room);
        Assert.Equal(0, shown.Code);
        foreach (var line in (string[])["muc#roomconfig_roomname = The Balcony", "muc#roomconfig_roomsecret = (set)", "owner      romeo@" + AccountHarness.Domain,
            "In the room: 1.", "Romeo (moderator): romeo@" + AccountHarness.Domain + "/home", "sees everybody's address"])
            Assert.Contains(line, shown.Out, StringComparison.Ordinal);
        var before = await RunAsync("room", "show", "balcony", "--at", "2");
        Assert.StartsWith("After event 2:", before.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("The Balcony", before.Out, StringComparison.Ordinal);
        Assert.Contains("locked", before.Out, StringComparison.Ordinal);

        var early = await RunAsync("room", "show", Room, "--at", "2001-01-01T00:00:00Z");
        Assert.Equal((2, "couplet: There is nothing known of " + Room + " before that."), (early.Code, early.Error.Trim()));
        Assert.Equal(2, (await RunAsync("room", "show", Room, "--at", "yesterday")).Code);
        Assert.Contains("nothing known", (await RunAsync("room", "show", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Contains("not the address", (await RunAsync("room", "show", "a@b@c")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_is_told_event_by_event()
    {
        await TalkAsync();
        var told = await RunAsync("room", "replay", Room, "--at", "5");
        Assert.Equal(0, told.Code);
        var lines = told.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["#1", "now", "#2", "#3", "#4", "#5"], [.. lines.Select(l => l.Trim().Split(' ')[0]).OrderBy(w => w == "now" ? 1.5 : char.GetNumericValue(w[1]))]);
        Assert.Contains("room-created: by romeo@" + AccountHarness.Domain, lines[0], StringComparison.Ordinal);
        Assert.Contains("occupant-joined Romeo: romeo@" + AccountHarness.Domain + "/home as moderator", lines[1], StringComparison.Ordinal);
        Assert.Equal("      now in the room: Romeo", lines[2]);
        Assert.Contains(lines, l => l.Contains("muc#roomconfig_roomname = The Balcony", StringComparison.Ordinal));
        Assert.DoesNotContain("wherefore", told.Out, StringComparison.Ordinal);

        await using (var storage = new SqliteStorage(Database))
        {
            await storage.OpenAsync();
            Assert.Equal(60, await storage.Archive.TrimAsync(RoomLog.StreamOf(Jid.Parse(Room)), new Retention(KeepMessages: 20)));
        }
        told = await RunAsync("room", "replay", Room);
        Assert.Contains("are no longer kept: messages", told.Out, StringComparison.Ordinal);
        Assert.Contains("message-sent Romeo: line 79", told.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("check")).Code);
    }

    private static LogEvent Line(string stream, long sequence) => new()
    {
        Stream = new StreamId(stream), Sequence = sequence, Type = "test.line", Time = DateTimeOffset.UnixEpoch.AddSeconds(sequence), Payload = new byte[300],
        Archive = new ArchiveEntry { Id = $"{sequence}", With = "ann@example", Text = "tea", Bytes = 300 },
    };

    private async Task FillAsync(int lines)
    {
        Directory.CreateDirectory(Data);
        await using var storage = new SqliteStorage(Database);
        await storage.OpenAsync();
        for (var n = await storage.Log.LastSequenceAsync(new StreamId("room:a")) + 1; n <= lines; n++)
            await storage.Log.AppendAsync(OwnerToken.Single, new[] { Line("room:a", n) });
    }

    private static async Task<long> CountAsync(string database)
    {
        await using var storage = new SqliteStorage(database);
        await storage.OpenAsync();
        return await storage.Log.LastSequenceAsync(new StreamId("room:a"));
    }

    /// <summary>A room with a name, a password, eighty lines and a snapshot.</summary>
    private async Task TalkAsync()
    {
        Directory.CreateDirectory(Data);
        await using var storage = new SqliteStorage(Database);
        await storage.OpenAsync();
        var harness = await AccountHarness.StartAsync(o => o.Rooms.MessagesPerSecond = 0, storage);
        var romeo = await harness.LoginAsync("romeo");
        var host = (RoomHost)harness.Server.Router.Find("conference." + AccountHarness.Domain)!;
        harness.Server.Router.Route(new Presence(new StanzaHeader(romeo.Jid, Jid.Parse(Room + "/Romeo")), PresenceType.Available, new Element("x", MucNamespaces.Muc)));
        harness.Server.Router.Route(new Iq(new StanzaHeader(romeo.Jid, Jid.Parse(Room), "c"), IqType.Set, XmlFragment.ParseElement(
            "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
            + "<field var='muc#roomconfig_roomname'><value>The Balcony</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field>"
            + "<field var='muc#roomconfig_passwordprotectedroom'><value>1</value></field><field var='muc#roomconfig_roomsecret'><value>wherefore</value></field></x></query>")));
        for (var i = 0; i < 80; i++)
            harness.Server.Router.Route(new Message(new StanzaHeader(romeo.Jid, Jid.Parse(Room), "m"), MessageType.Groupchat, new Element("body", Stanza.ClientNamespace, $"line {i}")));
        await host.AskAsync(Jid.Parse(Room), new SessionGone(Jid.Parse("nobody@nowhere.example/x"), false)).WaitAsync(TimeSpan.FromSeconds(20));
        await harness.SettleAsync();
        // In a longer life the room would have had its snapshot by and by.
        var state = await new RoomLog(Jid.Parse(Room), storage, keepMessages: true).LoadAsync();
        await storage.Log.SaveSnapshotAsync(OwnerToken.Single, new Snapshot(RoomLog.StreamOf(Jid.Parse(Room)), state!.Sequence, RoomSnapshotCodec.Version, RoomSnapshotCodec.Encode(state)));
    }

    private void Harm(IEnumerable<string> statements)
    {
        SqliteLibrary.Load();
        using var connection = new SqliteConnection(Database);
        foreach (var sql in statements) connection.Execute(sql);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var root = new RootCommand();
        foreach (var command in OperatorCommands.Create([new("Domain", AccountHarness.Domain)])) root.Add(command);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await root.Parse([.. arguments, "--data", Data]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
