using Couplet.Commands.Torture;

namespace Couplet.Tests.Durability;

/// <summary>A judge who never finds anybody guilty proves nothing.</summary>
public class VerdictTests
{
    private const string Room = "r0@conference.localhost";
    private readonly Ledger _ledger = new();
    private readonly List<(string, string)> _archive = [("1", "x-0-0"), ("2", "x-1-0"), ("3", "x-0-1")];

    public VerdictTests()
    {
        foreach (var (sender, number) in new[] { (0, 0), (1, 0), (0, 1) })
        {
            _ledger.Sent(new Line($"x-{sender}-{number}", sender, number, Room));
            _ledger.Acknowledge($"x-{sender}-{number}");
        }
        var visit = new Visit(0, Room);
        visit.Live.AddRange(_archive.Select(a => ((string?)a.Item1, a.Item2)));
        _ledger.Visits.Enqueue(visit);
    }

    [Fact]
    public void What_is_right_is_held_to_be_right() => Assert.True(Judge().IsClean);

    [Fact]
    public void A_lost_message_is_found()
    {
        _archive.RemoveAt(1);
        AssertBroken("every acknowledged", "every message that anybody saw", "what each occupant saw");
    }

    [Fact]
    public void A_message_that_is_there_twice_is_found()
    {
        _archive.Add(("4", "x-0-1"));
        AssertBroken("nothing is there twice", "each sender's");
    }

    [Fact]
    public void Another_order_is_found()
    {
        (_archive[0], _archive[2]) = (_archive[2], _archive[0]);
        AssertBroken("each sender's", "what each occupant saw");
    }

    [Fact]
    public void Another_id_is_found()
    {
        _archive[0] = ("9", "x-0-0");
        AssertBroken("every message that anybody saw");
    }

    [Fact]
    public void A_gap_in_what_was_seen_is_found()
    {
        _ledger.Visits.First().Live.RemoveAt(1);
        AssertBroken("what each occupant saw");
    }

    [Fact]
    public void What_was_refused_or_never_sent_is_found()
    {
        _ledger.Refuse("x-0-1");
        _archive.Add(("4", "x-7-0"));
        AssertBroken("nothing is there that nobody sent");
    }

    [Fact]
    public void Direct_messages_that_come_again_or_are_missing_from_an_archive_are_found()
    {
        _ledger.Sent(new Line("x-0-2", 0, 2, "c1@localhost"));
        _ledger.Acknowledge("x-0-2");
        _ledger.Chats.Enqueue((1, "x-0-2"));
        _ledger.Chats.Enqueue((1, "x-0-2"));
        var verdict = new Verdict(_ledger);
        verdict.Chats(new Dictionary<int, List<(string, string)>> { [0] = [("1", "x-0-2")], [1] = [] }, a => a == "c1@localhost" ? 1 : -1);
        Assert.Equal([true, false, true, false], verdict.Promises.Select(p => p.Broken.Count > 0));
    }

    private Verdict Judge()
    {
        var verdict = new Verdict(_ledger);
        verdict.Rooms(new Dictionary<string, List<(string, string)>> { [Room] = _archive });
        return verdict;
    }

    private void AssertBroken(params string[] beginnings)
        => Assert.Equal(beginnings, Judge().Promises.Where(p => p.Broken.Count > 0).Select(p => beginnings.FirstOrDefault(b => p.Promise.StartsWith(b, StringComparison.Ordinal), p.Promise)));
}
