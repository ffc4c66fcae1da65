using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Storage;

namespace Couplet.Tests.Rooms;

public class RoomSnapshotTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_and_the_events_after_it_make_what_all_events_make(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < 150; i++) room.Step();
        var log = room.Bench.Log;
        for (var cut = 0; cut <= log.Count; cut += 7)
        {
            var snapshot = RoomSnapshotCodec.Decode(RoomSnapshotCodec.Encode(RoomFold.Apply(null, log.Take(cut))));
            var state = RoomFold.Apply(snapshot, log.Skip(cut));
            Assert.Equal(RoomText.Describe(room.Bench.State), RoomText.Describe(state));
            Assert.Equal(RoomSnapshotCodec.Encode(room.Bench.State), RoomSnapshotCodec.Encode(state));
        }
    }

    [Fact]
    public async Task A_long_log_is_opened_from_its_snapshot_on()
    {
        var storage = new FaultyStorage(new MemoryStorage());
        var bench = RoomBench.Open();
        var log = new RoomLog(RoomBench.Address, storage, keepMessages: true);
        Assert.True(await log.AppendAsync(log.EventsOf([new RoomOutcome([.. bench.Log], [])])));
        for (var i = 0; i < 2_500; i++)
        {
            Assert.True(await log.AppendAsync(log.EventsOf([bench.Say(RoomBench.Romeo, $"line {i}")])));
            await log.SnapshotAsync(bench.State);
        }
        var opened = await new RoomLog(RoomBench.Address, storage, keepMessages: true).LoadAsync();
        Assert.InRange(storage.EventsRead, 1, 100);
        Assert.Equal(RoomText.Describe(bench.State), RoomText.Describe(opened));
    }

    [Fact]
    public async Task Messages_that_are_not_to_be_stored_are_not_in_the_snapshot_either()
    {
        var storage = new MemoryStorage();
        var bench = RoomBench.Open(("muc#roomconfig_persistentroom", ["1"]));
        var log = new RoomLog(RoomBench.Address, storage, keepMessages: false);
        Assert.True(await log.AppendAsync(log.EventsOf([new RoomOutcome([.. bench.Log], [])])));
        for (var i = 0; i < 60; i++)
        {
            Assert.True(await log.AppendAsync(log.EventsOf([bench.Say(RoomBench.Romeo, $"secret {i}"), bench.Present(RoomBench.Romeo, "Romeo")])));
        }
        Assert.True(await log.AppendAsync(log.EventsOf([bench.Leave(RoomBench.Romeo, "Romeo")])));
        await log.SnapshotAsync(bench.State);
        var snapshot = await storage.Log.LoadSnapshotAsync(RoomLog.StreamOf(RoomBench.Address));
        Assert.NotNull(snapshot);
        Assert.DoesNotContain("secret", System.Text.Encoding.UTF8.GetString(snapshot.Payload.Span), StringComparison.Ordinal);
        // The state counts what the log does not have; the next event takes the log's number all the same.
        Assert.NotEqual(snapshot.Sequence, bench.State!.Sequence);
        var reopened = new RoomLog(RoomBench.Address, storage, keepMessages: false);
        var state = await reopened.LoadAsync();
        Assert.Equal(bench.State.Affiliations, state!.Affiliations);
        Assert.Empty(state.History);
        Assert.True(await reopened.AppendAsync(reopened.EventsOf([bench.Join(RoomBench.Romeo, "Romeo")])));
    }

    [Fact]
    public async Task A_snapshot_of_an_unknown_layout_is_passed_over()
    {
        var storage = new MemoryStorage();
        var bench = RoomBench.Open();
        var log = new RoomLog(RoomBench.Address, storage, keepMessages: true);
        Assert.True(await log.AppendAsync(log.EventsOf([new RoomOutcome([.. bench.Log], [])])));
        await storage.Log.SaveSnapshotAsync(OwnerToken.Single, new(RoomLog.StreamOf(RoomBench.Address), bench.Log.Count, 99, "?"u8.ToArray()));
        Assert.Equal(RoomText.Describe(bench.State), RoomText.Describe(await new RoomLog(RoomBench.Address, storage, keepMessages: true).LoadAsync()));
    }
}
