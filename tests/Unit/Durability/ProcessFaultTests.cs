using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;
using Xunit.Abstractions;

namespace Couplet.Tests.Durability;

/// <summary>What befalls a process: told to stop while people talk, and a disk that cannot sync.</summary>
public sealed class ProcessFaultTests(ITestOutputHelper output) : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-process-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Data => Path.Combine(_folder.FullName, "data");

    [Fact]
    public async Task Told_to_stop_under_load_it_ends_well_and_keeps_all_it_acknowledged()
    {
        var acknowledged = new ConcurrentQueue<string>();
        var refused = new ConcurrentQueue<string>();
        await using (var server = await ServerProcess.StartAsync(Data))
        {
            var people = new List<Talker>();
            for (var i = 0; i < 3; i++)
            {
                people.Add(await Talker.ConnectAsync(server.Port, $"p{i}"));
                await people[i].JoinAsync($"{Room}/p{i}");
                if (i == 0) await MakePersistentAsync(people[0]);
            }
            var talking = people.Select((p, i) => FaultTests.TalkAsync(p, i, acknowledged, refused)).ToArray();
            var patience = Stopwatch.StartNew();
            while (acknowledged.Count < 60 && patience.Elapsed < s_patience) await Task.Delay(5);
            server.Terminate();
            var (code, errors) = await server.EndAsync();
            Assert.True(code == 0, $"It ended with {code}: {errors}");
            foreach (var (told, _) in await Task.WhenAll(talking).WaitAsync(s_patience)) Assert.True(told, "An occupant was not told of the stop (332).");
            foreach (var p in people) await p.DisposeAsync();
        }
        var kept = await KeptAsync();
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(refused).Except(kept));
        Assert.Empty(refused.Intersect(kept));
        Assert.Equal(kept.Count, kept.Distinct().Count());
    }

    [FailingSyncFact]
    public async Task A_sync_that_fails_shows_nothing_and_ends_the_process()
    {
        var library = FailingSyncFactAttribute.Build(_folder.FullName);
        var trigger = Path.Combine(_folder.FullName, "fail");
        var shown = new List<string?>();
        await using (var server = await ServerProcess.StartAsync(Data, ("LD_PRELOAD", library), ("FAILING_SYNC", trigger)))
        {
            var ann = await Talker.ConnectAsync(server.Port, "ann");
            await ann.JoinAsync(Room + "/ann");
            await MakePersistentAsync(ann);
            for (var i = 0; i < 5; i++)
            {
                await ann.SendAsync($"<message type='groupchat' to='{Room}' id='m{i}'><body>kept</body></message>");
                shown.Add((await ann.ExpectAsync(e => e["id"] == $"m{i}" && e["type"] == "groupchat"))["id"]);
            }
            await File.WriteAllTextAsync(trigger, "");
            await ann.SendAsync($"<message type='groupchat' to='{Room}' id='lost'><body>lost</body></message>");
            try
            {
                // Not the line, for it may not be on disk; no error either, for it may be.
                Assert.Fail($"It was answered: {await ann.ExpectAsync(e => e["id"] == "lost")}");
            }
            catch (IOException)
            {
                // The stream's end.
            }
            var (code, errors) = await server.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains("See to the disk", errors, StringComparison.Ordinal);
            await ann.DisposeAsync();
        }
        File.Delete(trigger);
        var kept = await KeptAsync();
        Assert.Equal(shown, kept.Take(shown.Count));
        Assert.All(kept.Skip(shown.Count), id => Assert.Equal("lost", id));
        await using var again = await ServerProcess.StartAsync(Data);
        await using var bob = await Talker.ConnectAsync(again.Port, "bob");
        Assert.Equal(kept.Count + 1, (await bob.JoinAsync(Room + "/bob")).Count);
    }

    [Fact]
    public async Task Who_does_not_read_costs_the_process_no_more_than_the_bound()
    {
        const int Lines = 100_000, Window = 1_000, Warm = 5_000;
        const long Mebibyte = 1 << 20;
        await using var server = await ServerProcess.StartAsync(Data, ("COUPLET_ROOMS__ARCHIVE", "false"), ("COUPLET_ROOMS__HISTORY", "0"), ("COUPLET_LIMITS__ENABLED", "false"));
        await using var ann = await Talker.ConnectAsync(server.Port, "ann");
        await ann.JoinAsync(Room + "/ann");
        await MakePersistentAsync(ann);
        var body = new string('x', 2_000);
        long before = 0, most = 0;
        var read = 0;
        Socket? sleeper = null;
        using var window = new SemaphoreSlim(Window);
        var talking = Task.Run(async () =>
        {
            for (var i = 0; i < Lines; i++)
            {
                Assert.True(await window.WaitAsync(s_patience), "The room stands still.");
                await ann.SendAsync($"<message type='groupchat' to='{Room}' id='{i}'><body>{body}</body></message>");
            }
        });
        while (read < Lines)
        {
            var stanza = await ann.ExpectAsync(e => e.Name == "message" && e["type"] == "groupchat" && e.Child("body") is not null);
            Assert.Equal($"{read}", stanza["id"]);
            window.Release();
            if (++read == Warm)
            {
                before = server.Memory();
                sleeper = await FaultTests.LoginAsync(server.Port, "sleeper@localhost/test", $"<presence to='{Room}/sleeper'><x xmlns='http://jabber.org/protocol/muc'/></presence>", CancellationToken.None);
            }
            if (read > Warm && read % 1_000 == 0) most = Math.Max(most, server.Memory());
        }
        await talking;
        sleeper!.Dispose();
        output.WriteLine($"The process grew by {(most - before) / Mebibyte} MiB at most.");
        // Everything that the sleeper did not read would be 190 MiB; what may wait for it is 8.
        Assert.True(most - before < 120 * Mebibyte, $"The process grew by {(most - before) / Mebibyte} MiB.");
    }

    private static Task MakePersistentAsync(Talker owner) => owner.AskAsync(
        $"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
        + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query></iq>");

    private async Task<List<string?>> KeptAsync()
    {
        await using var storage = new SqliteStorage(Path.Combine(Data, StorageFactory.FileName));
        await storage.OpenAsync();
        var kept = new List<string?>();
        await foreach (var e in storage.Log.ReadAsync(RoomLog.StreamOf(Jid.Parse(Room))))
            if (e.Archive is { OriginId: { } id }) kept.Add(id);
        return kept;
    }
}

/// <summary>Needs a C compiler, for a library that stands between a process and its syncs.</summary>
internal sealed class FailingSyncFactAttribute : FactAttribute
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        static int fails(void) { const char *file = getenv("FAILING_SYNC"); return file && access(file, F_OK) == 0; }
        int fsync(int fd) { if (fails()) { errno = EIO; return -1; } return (int)syscall(SYS_fsync, fd); }
        int fdatasync(int fd) { if (fails()) { errno = EIO; return -1; } return (int)syscall(SYS_fdatasync, fd); }
        """;

    public FailingSyncFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/cc")) Skip = "There is no C compiler at /usr/bin/cc.";
    }

    internal static string Build(string folder)
    {
        var (source, library) = (Path.Combine(folder, "failing-sync.c"), Path.Combine(folder, "failing-sync.so"));
        File.WriteAllText(source, Source);
        using var compiler = Process.Start("/usr/bin/cc", ["-shared", "-fPIC", "-O1", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
