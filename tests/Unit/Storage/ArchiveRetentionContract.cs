using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class ArchiveRetentionContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task What_is_too_old_goes_and_its_id_is_no_longer_known()
    {
        await AppendAsync([.. Enumerable.Range(1, 6).Select(n => Message(n, text: "tea"))]);
        Assert.Equal(3, await Archive.TrimAsync(Room, Noon.AddMinutes(4), null));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery())));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery { Text = "tea" })));
        Assert.True((await QueryAsync(new ArchiveQuery { After = "m2" })).IsItemNotFound);
        Assert.Equal("m4", (await Archive.MetadataAsync(Room))!.FirstId);
        Assert.Equal(0, await Archive.TrimAsync(Room, Noon.AddMinutes(4), null));
    }

    [ContractFact]
    public async Task Only_the_oldest_go_so_that_there_is_no_hole()
    {
        int[] minutes = [10, 20, 5, 30];
        await AppendAsync([.. minutes.Select((m, n) => Message(n + 1) with { Time = Noon.AddMinutes(m) })]);
        Assert.Equal(1, await Archive.TrimAsync(Room, Noon.AddMinutes(15), null));
        Assert.Equal("m2 m3 m4", Ids(await QueryAsync(new ArchiveQuery())));
    }

    [ContractFact]
    public async Task What_exceeds_the_size_goes()
    {
        await AppendAsync([.. Enumerable.Range(1, 6).Select(n => Message(n, bytes: 100))]);
        Assert.Equal(0, await Archive.TrimAsync(Room, null, 600));
        Assert.Equal(3, await Archive.TrimAsync(Room, null, 350));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery())));
        Assert.Equal(2, await Archive.TrimAsync(Room, Noon.AddMinutes(6), 300));
        Assert.Equal(1, await Archive.TrimAsync(Room, null, 0));
        Assert.Null(await Archive.MetadataAsync(Room));
    }

    [ContractFact]
    public async Task The_log_stays_dense_from_the_snapshot_on()
    {
        await AppendAsync(Event(1), Message(2), Message(3), Message(4), Event(5), Message(6));
        Assert.Equal(3, await Archive.TrimAsync(Room, Noon.AddMinutes(6), null));
        Assert.Equal([1L, 2, 3, 4, 5, 6], (await ReadAsync()).Select(e => e.Sequence));
        await Log.SaveSnapshotAsync(new Snapshot(Room, 3, 1, default));
        Assert.Equal(0, await Archive.TrimAsync(Room, Noon.AddMinutes(6), null));
        Assert.Equal([4L, 5, 6], (await ReadAsync()).Select(e => e.Sequence));
        Assert.Equal("m6", Ids(await QueryAsync(new ArchiveQuery())));
    }

    [ContractFact]
    public async Task An_archive_trimmed_to_nothing_goes_on_counting()
    {
        await AppendAsync(Message(1), Message(2));
        await Log.SaveSnapshotAsync(new Snapshot(Room, 2, 1, default));
        Assert.Equal(2, await Archive.TrimAsync(Room, Noon.AddDays(1), null));
        Assert.Empty(await ReadAsync());
        Assert.Equal(2, await Log.LastSequenceAsync(Room));
        await AppendAsync(Message(3));
        Assert.Equal("m3", Ids(await QueryAsync(new ArchiveQuery())));
    }

    [ContractFact]
    public async Task Trimming_what_does_not_exist_does_nothing()
    {
        Assert.Equal(0, await Archive.TrimAsync(new StreamId("room:none"), Noon, 0));
        Assert.Equal(0, await Log.LastSequenceAsync(new StreamId("room:none")));
    }

    [ContractFact]
    public async Task A_replaced_message_keeps_its_place_and_loses_its_words()
    {
        await AppendAsync(Message(1, text: "tea"), Message(2, text: "secret tea"), Message(3, text: "tea"));
        Assert.Equal(ReplaceResult.Replaced, await Archive.ReplaceAsync(Me, Room, "m2", "test.retracted", 2, "gone"u8.ToArray()));
        Assert.Equal("m1 m3", Ids(await QueryAsync(new ArchiveQuery { Text = "tea" })));
        var all = await QueryAsync(new ArchiveQuery());
        Assert.Equal("m1 m2 m3", Ids(all));
        Assert.Equal(("test.retracted", 2, Noon.AddMinutes(2)), (all.Items[1].Type, all.Items[1].Version, all.Items[1].Time));
        Assert.Equal("gone"u8.ToArray(), all.Items[1].Payload.ToArray());
        Assert.Equal("test.retracted", (await ReadAsync(2))[0].Type);
        Assert.Equal(2, await Archive.TrimAsync(Room, Noon.AddMinutes(3), null));
        Assert.Equal(ReplaceResult.NotFound, await Archive.ReplaceAsync(Me, Room, "m2", "test.retracted", 1, default));
    }
}
