using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class EventLogContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task What_was_appended_is_read_back_with_all_it_has()
    {
        var written = Message(1, "ann@example", "desk", "some text") with { CommandId = "c1", Version = 3, Time = Noon.AddTicks(1230) };
        await AppendAsync(written, Event(2));
        var read = await ReadAsync();
        Assert.Equal(2, read.Count);
        Assert.Equal(
            written with { Payload = default, Archive = written.Archive! with { Text = null } }, read[0] with { Payload = default });
        Assert.Equal("x"u8.ToArray(), read[0].Payload.ToArray());
        Assert.Null(read[1].Archive);
        Assert.Null(read[1].CommandId);
        Assert.Equal(TimeSpan.Zero, read[0].Time.Offset);
    }

    [ContractFact]
    public async Task Reading_starts_where_asked()
    {
        await AppendAsync(Event(1), Event(2), Event(3));
        Assert.Equal([2L, 3L], (await ReadAsync(2)).Select(e => e.Sequence));
        Assert.Empty(await ReadAsync(4));
        Assert.Empty(await ReadAsync(1, new StreamId("room:other")));
    }

    [ContractFact]
    public async Task A_long_stream_is_read_whole_and_in_order()
    {
        await AppendAsync([.. Enumerable.Range(1, 2500).Select(n => Event(n))]);
        Assert.Equal(Enumerable.Range(1, 2500).Select(n => (long)n), (await ReadAsync()).Select(e => e.Sequence));
    }

    [ContractFact]
    public async Task A_taken_number_is_refused_and_so_is_a_gap()
    {
        await AppendAsync(Event(1), Event(2));
        Assert.Equal(AppendResult.SequenceTaken, await Log.AppendAsync(Me, new[] { Event(2, "other") }));
        Assert.Equal(AppendResult.SequenceTaken, await Log.AppendAsync(Me, new[] { Event(4) }));
        Assert.Equal(2, await Log.LastSequenceAsync(Room));
        Assert.Equal("x"u8.ToArray(), (await ReadAsync(2))[0].Payload.ToArray());
    }

    [ContractFact]
    public async Task An_append_to_two_streams_is_done_in_both_or_in_none()
    {
        var other = new StreamId("account:ann@example");
        await AppendAsync(Event(1));
        Assert.Equal(AppendResult.SequenceTaken, await Log.AppendAsync(Me, new[] { Event(1, "x", other), Event(1) }));
        Assert.Equal(0, await Log.LastSequenceAsync(other));
        await AppendAsync(Event(1, "x", other), Event(2));
        Assert.Equal(1, await Log.LastSequenceAsync(other));
        Assert.Equal(2, await Log.LastSequenceAsync(Room));
    }

    [ContractFact]
    public async Task A_taken_archive_id_refuses_the_whole_append_and_no_other()
    {
        await AppendAsync(Message(1));
        var twice = Message(3) with { Archive = Message(1).Archive };
        var good = Log.AppendAsync(Me, new[] { Event(1, "x", new StreamId("room:b")) });
        var bad = Task.Run(async () => await Log.AppendAsync(Me, new[] { Message(2), twice }));
        var better = Log.AppendAsync(Me, new[] { Event(2, "x", new StreamId("room:b")) });
        await Assert.ThrowsAsync<ArgumentException>(() => bad);
        Assert.Equal(AppendResult.Committed, await good);
        Assert.Equal(AppendResult.Committed, await better);
        Assert.Equal(1, await Log.LastSequenceAsync(Room));
    }

    [ContractFact]
    public async Task Badly_numbered_events_are_the_callers_mistake()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Log.AppendAsync(Me, new[] { Event(1), Event(3) }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Log.AppendAsync(Me, new[] { Event(0) }));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Log.AppendAsync(Me, new[] { Event(1), Event(1, "x", new StreamId("b")), Event(2) }));
        Assert.Equal(0, await Log.LastSequenceAsync(Room));
    }

    [ContractFact]
    public async Task A_fenced_owner_is_refused()
    {
        var old = await Log.ClaimAsync("node-a");
        Assert.Equal(new OwnerToken("node-a", 1), old);
        Assert.Equal(AppendResult.Committed, await Log.AppendAsync(old, new[] { Message(1) }));
        var young = await Log.ClaimAsync("node-a");
        Assert.Equal(2, young.Epoch);
        Assert.Equal(AppendResult.Fenced, await Log.AppendAsync(old, new[] { Event(2) }));
        Assert.Equal(ReplaceResult.Fenced, await Archive.ReplaceAsync(old, Room, "m1", "test.gone", 1, default));
        Assert.Equal(1, await Log.LastSequenceAsync(Room));
        Assert.Equal(AppendResult.Committed, await Log.AppendAsync(young, new[] { Event(2) }));
    }

    [ContractFact]
    public async Task A_fenced_owner_keeps_no_snapshot_and_removes_nothing()
    {
        var old = await Log.ClaimAsync("node-a");
        Assert.True(await Log.SaveSnapshotAsync(old, new Snapshot(Room, 1, 1, "old"u8.ToArray())));
        var young = await Log.ClaimAsync("node-a");
        Assert.False(await Log.SaveSnapshotAsync(old, new Snapshot(Room, 9, 1, "stale"u8.ToArray())));
        Assert.False(await Log.SaveSnapshotAsync(old, new Snapshot(new StreamId("room:other"), 1, 1, default)));
        Assert.False(await Log.DeleteStreamAsync(old, Room));
        Assert.Equal("old"u8.ToArray(), (await Log.LoadSnapshotAsync(Room))!.Payload.ToArray());
        await foreach (var stream in Log.StreamsAsync("")) Assert.Equal(Room, stream);
        Assert.True(await Log.SaveSnapshotAsync(young, new Snapshot(Room, 9, 1, "young"u8.ToArray())));
        Assert.Equal("young"u8.ToArray(), (await Log.LoadSnapshotAsync(Room))!.Payload.ToArray());
        Assert.True(await Log.DeleteStreamAsync(young, Room));
        Assert.Null(await Log.LoadSnapshotAsync(Room));
    }

    [ContractFact]
    public async Task Many_appenders_at_once_lose_nothing_and_mix_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async s =>
        {
            await Task.Yield();
            var stream = new StreamId($"room:{s}");
            for (var n = 1; n <= 50; n++)
                Assert.Equal(AppendResult.Committed, await Log.AppendAsync(Me, new[] { Event(n, $"{s}-{n}", stream) }));
        }));
        for (var s = 0; s < 16; s++)
            Assert.Equal(
                Enumerable.Range(1, 50).Select(n => $"{s}-{n}"),
                (await ReadAsync(1, new StreamId($"room:{s}"))).Select(e => System.Text.Encoding.UTF8.GetString(e.Payload.Span)));
    }

    [ContractFact]
    public async Task Of_many_who_want_the_same_number_one_gets_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(async () => await Log.AppendAsync(Me, new[] { Event(1, $"{n}") }))));
        Assert.Single(results, AppendResult.Committed);
        Assert.Equal(19, results.Count(r => r == AppendResult.SequenceTaken));
    }

    [ContractFact]
    public async Task Appends_are_committed_in_the_order_of_the_calls()
    {
        var waiting = new List<Task<AppendResult>>();
        for (var n = 1; n <= 300; n++) waiting.Add(Log.AppendAsync(Me, new[] { Event(n) }).AsTask());
        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal(AppendResult.Committed, r));
    }

    [ContractFact]
    public async Task A_snapshot_is_found_again_and_an_older_one_does_not_replace_it()
    {
        Assert.Null(await Log.LoadSnapshotAsync(Room));
        await Log.SaveSnapshotAsync(Me, new Snapshot(Room, 5, 2, "five"u8.ToArray()));
        await Log.SaveSnapshotAsync(Me, new Snapshot(Room, 4, 2, "four"u8.ToArray()));
        var found = await Log.LoadSnapshotAsync(Room);
        Assert.Equal((Room, 5L, 2), (found!.Stream, found.Sequence, found.Version));
        Assert.Equal("five"u8.ToArray(), found.Payload.ToArray());
    }

    [ContractFact]
    public async Task Streams_are_listed_by_the_start_of_their_names()
    {
        foreach (var name in new[] { "room:b", "room:a", "account:z", "roomy", "room;" })
            await AppendAsync(Event(1, "x", new StreamId(name)));
        var found = new List<string>();
        await foreach (var stream in Log.StreamsAsync("room:")) found.Add(stream.Value);
        Assert.Equal(["room:a", "room:b"], found);
    }

    [ContractFact]
    public async Task A_deleted_stream_starts_anew()
    {
        await AppendAsync(Message(1, text: "secret"), Event(2));
        await Log.SaveSnapshotAsync(Me, new Snapshot(Room, 2, 1, default));
        await Log.DeleteStreamAsync(Me, Room);
        Assert.Equal(0, await Log.LastSequenceAsync(Room));
        Assert.Null(await Log.LoadSnapshotAsync(Room));
        await foreach (var stream in Log.StreamsAsync("")) Assert.Fail($"{stream} is left");
        await AppendAsync(Message(1));
        Assert.Empty((await QueryAsync(new ArchiveQuery { Text = "secret" })).Items);
        Assert.Equal("m1", Ids(await QueryAsync(new ArchiveQuery())));
    }
}
