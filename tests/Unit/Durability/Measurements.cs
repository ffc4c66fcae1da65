using System.Diagnostics;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;
using Xunit.Abstractions;

namespace Couplet.Tests.Durability;

/// <summary>Figures for docs/performance.md. Skipped unless COUPLET_MEASURE is set, since a busy machine fails them for nothing.</summary>
public sealed class Measurements(ITestOutputHelper output) : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private static readonly Jid s_room = Jid.Parse(Room);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-measure-");

    public void Dispose() => _folder.Delete(recursive: true);

    [MeasureFact]
    public async Task A_long_room_opens_at_once()
    {
        var total = int.TryParse(Environment.GetEnvironmentVariable("COUPLET_MEASURE"), out var given) && given > 1 ? given : 100_000;
        await using var storage = new SqliteStorage(Path.Combine(_folder.FullName, "couplet.db"));
        await storage.OpenAsync();
        var log = new RoomLog(s_room, storage, keepMessages: true);
        RoomState? state = null;
        for (var n = 1; n <= total;)
        {
            var events = new List<RoomEvent>();
            for (var most = n <= total - 99 ? Math.Min(500, total - 99 - n + 1) : 99; most > 0; most--, n++) events.Add(Event(n));
            state = RoomFold.Apply(state, events);
            Assert.True(await log.AppendAsync(log.EventsOf([new RoomOutcome([.. events], [])])));
            // The longest way from a snapshot that there is: one more event, and there would be another.
            if (n <= total - 98) await log.SnapshotAsync(state);
        }
        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(total, (await new RoomLog(s_room, storage, keepMessages: true).LoadAsync())!.Sequence);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        output.WriteLine($"A room with {total} events opens in {Median(times):0.0} ms (median), {times.Max():0.0} ms (worst of {times.Count}, the first included).");
        Assert.True(Median(times) < 100);
    }

    [MeasureFact]
    public async Task What_it_costs_to_commit_before_showing()
    {
        var syncs = new List<double>();
        await using (var file = new FileStream(Path.Combine(_folder.FullName, "sync"), FileMode.Create))
        {
            var page = new byte[8192];
            for (var i = 0; i < 200; i++)
            {
                await file.WriteAsync(page);
                var watch = Stopwatch.StartNew();
                file.Flush(flushToDisk: true);
                syncs.Add(watch.Elapsed.TotalMilliseconds);
            }
        }
        var stored = await ReflectAsync(true);
        var passed = await ReflectAsync(false);
        output.WriteLine($"Sync {Median(syncs):0.00} ms; reflected {Median(stored):0.00} ms with Rooms:Archive=true, {Median(passed):0.00} ms with false; "
            + $"what storing adds is {(Median(stored) - Median(passed)) / Median(syncs):0.0} syncs.");
        Assert.True(Median(stored) - Median(passed) < 10 * Median(syncs) + 5);
    }

    /// <summary>From sending to seeing one's own line, one person talking, a line at a time.</summary>
    private async Task<List<double>> ReflectAsync(bool archive)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = Path.Combine(_folder.FullName, archive ? "on" : "off"), ScramIterations = 4096 };
        options.Limits.Enabled = false;
        options.Rooms.Archive = archive;
        await using var host = await CoupletHost.StartAsync(options);
        await using var ann = await Talker.ConnectAsync(host.Endpoints[0].Port, "ann");
        await ann.JoinAsync(Room + "/ann");
        await ann.AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>");
        var times = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var watch = Stopwatch.StartNew();
            await ann.SendAsync($"<message type='groupchat' to='{Room}' id='m{i}'><body>a line as long as lines are</body></message>");
            await ann.ExpectAsync(e => e.Name == "message" && e["id"] == $"m{i}");
            if (i >= 100) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times;
    }

    private static RoomEvent Event(int n)
    {
        var at = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(n);
        if (n == 1) return new RoomCreated(s_room, Jid.Parse("u1@localhost"), false, []) { At = at, Cause = "c" };
        var who = (n % 50) + 2;
        var session = Jid.Parse($"u{who}@localhost/x");
        return n <= 51
            ? new OccupantJoined(Jid.Parse($"u{n}@localhost/x"), $"u{n}", Role.Participant, $"o{n}", StanzaPayload.Of([]), 0, null, false, false, null, null) { At = at, Cause = "c" }
            : new MessageSent(session, $"u{who}", $"o{who}", $"m{n}", $"a{n}", null,
                StanzaPayload.Of([new Element("body", Stanza.ClientNamespace, $"line {n} of the play, as long as lines are")]), true) { At = at, Cause = "c" };
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}

internal sealed class MeasureFactAttribute : FactAttribute
{
    public MeasureFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("COUPLET_MEASURE"))) Skip = "COUPLET_MEASURE is not set";
    }
}
