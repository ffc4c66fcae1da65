namespace Couplet.Commands.Torture;

/// <summary>The ledger held against an archive. Each method is one promise and answers with what breaks it.</summary>
internal sealed class Verdict(Ledger ledger)
{
    private const int MostNamed = 5;

    private readonly List<(string Promise, List<string> Broken)> _promises = [];

    /// <summary>The promises in order, with what breaks each.</summary>
    internal IReadOnlyList<(string Promise, List<string> Broken)> Promises => _promises;

    internal bool IsClean => _promises.TrueForAll(p => p.Broken.Count == 0);

    /// <summary>Holds the rooms' archives against what their occupants know.</summary>
    internal void Rooms(IReadOnlyDictionary<string, List<(string Id, string Marker)>> archives)
    {
        var places = archives.ToDictionary(a => a.Key, a => Places(a.Value));
        Check("every acknowledged message is in its room's archive", ledger.Lines
            .Where(l => places.ContainsKey(l.Target) && ledger.FateOf(l.Marker) == Fate.Acknowledged && !places[l.Target].ContainsKey(l.Marker))
            .Select(l => $"{l.Marker} was acknowledged and is not in {l.Target}"));
        Check("every message that anybody saw is there, under the id it was seen with", ledger.Visits
            .SelectMany(v => v.Live.Concat(v.History).Where(s => !places[v.Room].TryGetValue(s.Marker, out var at) || archives[v.Room][at].Id != s.Id)
                .Select(s => $"c{v.Client} saw {s.Marker} as {s.Id} in {v.Room}")));
        Check("nothing is there twice, nor under an id that is another's", archives.SelectMany(a =>
            a.Value.GroupBy(m => m.Marker).Where(g => g.Count() > 1).Select(g => $"{g.Key} is {g.Count()} times in {a.Key}")
                .Concat(a.Value.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"the id {g.Key} is {g.Count()} times in {a.Key}"))));
        Check("nothing is there that nobody sent, or that was refused", archives.SelectMany(a => a.Value
            .Where(m => ledger.FateOf(m.Marker) == Fate.Refused).Select(m => $"{m.Marker} was refused and is in {a.Key}")
            .Concat(a.Value.Select(m => m.Marker).Except(ledger.Lines.Where(l => l.Target == a.Key).Select(l => l.Marker)).Select(m => $"{m} is in {a.Key} and was not sent there"))));
        Check("each sender's messages stand in the order in which they were sent", Unordered(archives));
        Check("what each occupant saw between entering and leaving is one piece of the archive, without a gap", ledger.Visits
            .Where(v => !IsOnePiece(v, places[v.Room])).Select(v => $"c{v.Client} saw another order, or a gap, in {v.Room}"));
    }

    /// <summary>Holds occupants' lists against each other, the room's own, and who is there.</summary>
    internal void Occupants(IEnumerable<string> differences)
        => Check("all occupants and the room agree on who is in it, and nobody is there who is gone", differences);

    /// <summary>Holds what was said between two against what arrived and what both archives have (null: none is kept).</summary>
    internal void Chats(IReadOnlyDictionary<int, List<(string Id, string Marker)>>? archives, Func<string, int> clientOf)
    {
        Check("no direct message arrived twice, or before an earlier one of its sender", ledger.Chats.GroupBy(c => c.Client).SelectMany(received =>
        {
            var last = new Dictionary<string, int>();
            return received.Select(c => c.Marker).Where(m =>
            {
                var cut = m.LastIndexOf('-');
                var number = int.Parse(m.AsSpan(cut + 1), System.Globalization.CultureInfo.InvariantCulture);
                var wrong = last.TryGetValue(m[..cut], out var before) && before >= number;
                last[m[..cut]] = number;
                return wrong;
            }).Select(m => $"c{received.Key} got {m} late or again").ToList();
        }));
        var received = ledger.Chats.Concat(ledger.Late).ToHashSet();
        Check("every acknowledged direct message came to whoever went on with one session all the time", ledger.Lines
            .Where(l => clientOf(l.Target) is >= 0 and var client && !ledger.Forgetful.ContainsKey(client) && ledger.FateOf(l.Marker) == Fate.Acknowledged && !received.Contains((client, l.Marker)))
            .Select(l => $"{l.Marker} to {l.Target}"));
        if (archives is null) return;
        var kept = archives.ToDictionary(a => a.Key, a => Places(a.Value));
        Check("every acknowledged direct message is in the archives of both", ledger.Lines
            .Where(l => clientOf(l.Target) >= 0 && ledger.FateOf(l.Marker) == Fate.Acknowledged)
            .Where(l => !kept[l.Sender].ContainsKey(l.Marker) || !kept[clientOf(l.Target)].ContainsKey(l.Marker))
            .Select(l => $"{l.Marker} to {l.Target}"));
        Check("no direct message is in an archive twice", archives.SelectMany(a => a.Value.GroupBy(m => m.Marker).Where(g => g.Key.Length > 0 && g.Count() > 1)
            .Select(g => $"{g.Key} is {g.Count()} times in the archive of c{a.Key}")));
    }

    /// <summary>Holds what was seen of people's coming and going against whether they went.</summary>
    internal void Resumption(Func<string, int> clientOfNick)
        => Check("nobody noticed anything of those who went on with one session all the time", ledger.Departures.Select(d => (Seen: d, What: "leaving"))
            .Concat(ledger.Reentries.Select(r => (Seen: r, What: "entering again")))
            .Where(s => !ledger.Forgetful.ContainsKey(clientOfNick(s.Seen.Nick)))
            .Select(s => $"c{s.Seen.Client} saw {s.Seen.Nick} {s.What} in {s.Seen.Room}"));

    /// <summary>Nobody is sent away while the server lives.</summary>
    internal void Wire() => Check("nobody was disconnected or refused but by a kill", ledger.Anomalies);

    private void Check(string promise, IEnumerable<string> broken)
    {
        var all = broken.ToList();
        var named = all.Take(MostNamed).ToList();
        if (all.Count > MostNamed) named.Add($"… and {all.Count - MostNamed} more");
        _promises.Add((promise, named));
    }

    private static Dictionary<string, int> Places(List<(string Id, string Marker)> archive)
    {
        var places = new Dictionary<string, int>();
        for (var i = 0; i < archive.Count; i++) places.TryAdd(archive[i].Marker, i);
        return places;
    }

    private IEnumerable<string> Unordered(IReadOnlyDictionary<string, List<(string Id, string Marker)>> archives)
    {
        var lines = ledger.Lines.ToDictionary(l => l.Marker);
        foreach (var (room, archive) in archives)
        {
            var last = new Dictionary<int, int>();
            foreach (var (_, marker) in archive)
            {
                if (!lines.TryGetValue(marker, out var line)) continue;
                if (last.TryGetValue(line.Sender, out var before) && before >= line.Number) yield return $"{marker} stands behind number {before} of its sender in {room}";
                last[line.Sender] = line.Number;
            }
        }
    }

    private static bool IsOnePiece(Visit visit, Dictionary<string, int> places)
    {
        if (visit.Live.Count == 0) return true;
        if (!places.TryGetValue(visit.Live[0].Marker, out var first)) return false;
        for (var i = 0; i < visit.Live.Count; i++)
            if (!places.TryGetValue(visit.Live[i].Marker, out var at) || at != first + i) return false;
        return true;
    }
}
