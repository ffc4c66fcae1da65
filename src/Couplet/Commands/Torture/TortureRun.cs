using System.Diagnostics;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Disco;

namespace Couplet.Commands.Torture;

/// <summary>One run: people talk, the server dies, and in the end the archive is held against what everybody knows.</summary>
internal sealed class TortureRun(TortureSettings settings, TortureReport report)
{
    private readonly Ledger _ledger = new();
    private readonly Dice _dice = new(settings.Seed);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Runs, and reports.</summary>
    /// <returns>Whether every promise was kept.</returns>
    internal async Task<bool> RunAsync(string folder, CancellationToken cancellation)
    {
        var server = new ServerUnderTorture(settings, folder);
        await using var disposing = server.ConfigureAwait(false);
        var people = Enumerable.Range(0, settings.Clients).Select(i => new Person(settings, i, server, _ledger, _dice.For(i))).ToArray();
        try
        {
            server.Launch();
            await server.ReadyAsync(cancellation).ConfigureAwait(false);
            await GatherAsync(people, cancellation).ConfigureAwait(false);
            report.Event(Elapsed, $"{settings.Clients} people are in {settings.Rooms} rooms and talk");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var talking = people.Select(p => p.TalkAsync(stop.Token, cancellation)).ToArray();
            await KillAgainAndAgainAsync(server, talking, cancellation).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(talking).ConfigureAwait(false);
            await Task.WhenAll(people.Select(p => p.SettleAsync(cancellation))).ConfigureAwait(false);
            // Everything is acknowledged by now, so it has been sent to everybody; what answers a ping comes behind it.
            foreach (var person in people) await person.AskAsync(Stanzas.Ping, cancellation).ConfigureAwait(false);
            var differences = await CompareOccupantsAsync(people, cancellation).ConfigureAwait(false);
            report.Event(Elapsed, "silence; everything is acknowledged. The last kill: what is checked now comes from the disk");
            await server.KillAsync().ConfigureAwait(false);
            server.Launch();
            await server.ReadyAsync(cancellation).ConfigureAwait(false);
            var verdict = await JudgeAsync(people, differences, cancellation).ConfigureAwait(false);
            report.Close(_ledger, people, verdict, Elapsed);
            return verdict.IsClean;
        }
        catch (OperationCanceledException)
        {
            foreach (var what in people.Select(p => p.State).Concat(_ledger.Anomalies)) report.Event(Elapsed, what);
            throw;
        }
        finally
        {
            await server.KillAsync().ConfigureAwait(false);
            foreach (var person in people) await person.DisposeAsync().ConfigureAwait(false);
        }
    }

    private string Everybody => string.Join(' ', Enumerable.Range(0, settings.Clients).Select(settings.Nick).Order(StringComparer.Ordinal));

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    private async Task GatherAsync(Person[] people, CancellationToken cancellation)
    {
        await people[0].ConnectAsync(cancellation).ConfigureAwait(false);
        await people[0].EnterAllAsync(cancellation).ConfigureAwait(false);
        for (var room = 0; room < settings.Rooms; room++)
        {
            var address = settings.RoomAddress(room);
            var answer = await people[0].AskAsync(id => Stanzas.MakePersistent(id, address), cancellation).ConfigureAwait(false);
            if (answer?["type"] != "result") throw new IOException($"The room {address} could not be made persistent: {answer}");
        }
        await Task.WhenAll(people.Skip(1).Select(async p =>
        {
            await p.ConnectAsync(cancellation).ConfigureAwait(false);
            await p.EnterAllAsync(cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private async Task KillAgainAndAgainAsync(ServerUnderTorture server, Task[] talking, CancellationToken cancellation)
    {
        var mean = TimeSpan.FromSeconds((double)settings.Seconds / (settings.Kills + 1));
        for (var kill = 1; kill <= settings.Kills; kill++)
        {
            await TalkForAsync(_dice.Between(mean * 0.2, mean * 1.8), talking, cancellation).ConfigureAwait(false);
            await server.KillAsync().ConfigureAwait(false);
            var killed = Elapsed;
            var again = _dice.Next(4) == 0;
            server.Launch();
            if (again)
            {
                // Dead again while it opens the database or shows the ghosts of the first death out.
                await Task.Delay(_dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), TimeProvider.System, cancellation).ConfigureAwait(false);
                await server.KillAsync().ConfigureAwait(false);
                server.Launch();
            }
            await server.ReadyAsync(cancellation).ConfigureAwait(false);
            report.Kill(killed, kill, again, _ledger, Elapsed - killed);
        }
        await TalkForAsync(mean, talking, cancellation).ConfigureAwait(false);
    }

    // A talker who fails ends the run at once, with its own words.
    private static async Task TalkForAsync(TimeSpan time, Task[] talking, CancellationToken cancellation)
    {
        var first = await Task.WhenAny([Task.Delay(time, TimeProvider.System, cancellation), .. talking]).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    private async Task<List<string>> CompareOccupantsAsync(Person[] people, CancellationToken cancellation)
    {
        var expected = Everybody;
        var differences = new List<string>();
        for (var room = 0; room < settings.Rooms; room++)
        {
            var address = settings.RoomAddress(room);
            var own = await OccupantsAsync(people[0], address, cancellation).ConfigureAwait(false);
            if (own != expected) differences.Add($"{address} has [{own}], but [{expected}] are in it");
            for (var i = 0; i < people.Length; i++)
            {
                var seen = string.Join(' ', people[i].Visits[address].Nicks.Keys.Order(StringComparer.Ordinal));
                if (seen != expected) differences.Add($"c{i} sees [{seen}] in {address}, but [{expected}] are in it");
            }
        }
        return differences;
    }

    private async Task<Verdict> JudgeAsync(Person[] people, List<string> differences, CancellationToken cancellation)
    {
        foreach (var person in people)
        {
            await person.ConnectAsync(cancellation).ConfigureAwait(false);
            await person.EnterAllAsync(cancellation).ConfigureAwait(false);
        }
        var archives = new Dictionary<string, List<(string, string)>>();
        for (var room = 0; room < settings.Rooms; room++)
        {
            var address = settings.RoomAddress(room);
            archives[address] = await ArchiveReader.ReadAsync(people[0], address, cancellation).ConfigureAwait(false)
                ?? throw new IOException($"The archive of {address} cannot be read.");
            var left = await OccupantsAsync(people[0], address, cancellation).ConfigureAwait(false);
            if (left != Everybody) differences.Add($"after the last kill {address} has [{left}], but [{Everybody}] came back");
        }
        var verdict = new Verdict(_ledger);
        verdict.Rooms(archives);
        verdict.Occupants(differences);
        verdict.Resumption(nick => Enumerable.Range(0, settings.Clients).First(i => settings.Nick(i) == nick));
        verdict.Chats(await OwnArchivesAsync(people, cancellation).ConfigureAwait(false),
            target => Enumerable.Range(0, settings.Clients).FirstOrDefault(i => settings.Account(i) == target, -1));
        verdict.Wire();
        return verdict;
    }

    private static async Task<Dictionary<int, List<(string, string)>>?> OwnArchivesAsync(Person[] people, CancellationToken cancellation)
    {
        var archives = new Dictionary<int, List<(string, string)>>();
        for (var i = 0; i < people.Length; i++)
        {
            if (await ArchiveReader.ReadAsync(people[i], null, cancellation).ConfigureAwait(false) is not { } archive) return null;
            archives[i] = archive;
        }
        return archives;
    }

    private static async Task<string> OccupantsAsync(Person asker, string room, CancellationToken cancellation)
    {
        var answer = await asker.AskAsync(id => Stanzas.Occupants(id, room), cancellation).ConfigureAwait(false);
        var items = answer?.Child("query", DiscoFeature.ItemsNamespace)?.Elements("item").Select(i => Jid.Parse(i["jid"]!).Resource!);
        return items is null ? "no answer" : string.Join(' ', items.Order(StringComparer.Ordinal));
    }
}
