using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>People who do anything, in an order that a seed decides.</summary>
internal sealed class RandomRoom
{
    internal static readonly Jid Warden = Jid.Parse("warden@localhost");

    internal static readonly Jid[] Accounts =
        [Romeo.Bare, Juliet.Bare, Rosaline.Bare, Jid.Parse("mercutio@localhost"), Jid.Parse("tybalt@elsewhere.example"), Warden];

    internal static readonly Jid[] Sessions = [.. Accounts.SelectMany(a => new[] { a.WithResource("desk"), a.WithResource("phone") })];
    internal static readonly string[] Nicks = ["Romeo", "Juliet", "Rosaline", "Mercutio", "Nurse", "romeo "];

    private readonly Chance _chance;
    private readonly (int Weight, Action<Jid, string> Do)[] _commands;
    private readonly int _weight;

    internal RandomRoom(int seed)
    {
        _chance = new Chance(seed);
        Bench = new RoomBench
        {
            Options = new RoomServiceOptions
            {
                Admins = _chance.OneIn(2) ? [Warden] : [],
                LockNewRooms = _chance.OneIn(2),
                MaxAffiliations = _chance.OneIn(3) ? 4 : 100,
                MaxOccupants = _chance.OneIn(3) ? 5 : 100,
                MessagesPerSecond = _chance.OneIn(4) ? 1 : 0,
                TombstoneLifetime = TimeSpan.FromMinutes(1),
            },
        };
        _commands = [.. new RandomVisits(Bench, _chance).All, .. new RandomTalk(Bench, _chance).All, .. new RandomOffice(Bench, _chance).All, .. new RandomQuestions(Bench, _chance).All];
        _weight = _commands.Sum(c => c.Weight);
    }

    internal RoomBench Bench { get; }

    internal void Step()
    {
        Bench.Now += TimeSpan.FromSeconds(_chance.Below(4));
        var at = _chance.Below(_weight);
        foreach (var (weight, run) in _commands)
        {
            if ((at -= weight) >= 0) continue;
            run(_chance.Pick(Sessions), _chance.Pick(Nicks));
            return;
        }
    }
}

/// <summary>What a seed decides.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    internal int Below(int limit) => _random.Next(limit);

    internal bool OneIn(int times) => _random.Next(times) == 0;

    internal string Bit() => OneIn(3) ? "1" : "0";

    internal T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    internal T[] Some<T>(IEnumerable<T> from) => [.. from.Where(_ => !OneIn(3))];
}
