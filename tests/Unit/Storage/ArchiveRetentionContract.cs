using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class ArchiveRetentionContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task What_is_too_old_goes_and_its_id_is_no_longer_known()
    {
        await AppendAsync([.. Enumerable.Range(1, 6).Select(n => Message(n, text: "tea"))]);
        Assert.Equal(3, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(4))));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery())));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery { Text = "tea" })));
        Assert.True((await QueryAsync(new ArchiveQuery { After = "m2" })).IsItemNotFound);
        Assert.Equal("m4", (await Archive.MetadataAsync(Room))!.FirstId);
        Assert.Equal(0, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(4))));
    }

    [ContractFact]
    public async Task Only_the_oldest_go_so_that_there_is_no_hole()
    {
        int[] minutes = [10, 20, 5, 30];
        await AppendAsync([.. minutes.Select((m, n) => Message(n + 1) with { Time = Noon.AddMinutes(m) })]);
        Assert.Equal(1, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(15))));
        Assert.Equal("m2 m3 m4", Ids(await QueryAsync(new ArchiveQuery())));
    }

    [ContractFact]
    public async Task What_exceeds_the_size_goes()
    {
        await AppendAsync([.. Enumerable.Range(1, 6).Select(n => Message(n, bytes: 100))]);
        Assert.Equal(0, await Archive.TrimAsync(Room, new Retention(KeepBytes: 600)));
        Assert.Equal(3, await Archive.TrimAsync(Room, new Retention(KeepBytes: 350)));
        Assert.Equal("m4 m5 m6", Ids(await QueryAsync(new ArchiveQuery())));
        Assert.Equal(2, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(6), 300)));
        Assert.Equal(1, await Archive.TrimAsync(Room, new Retention(KeepBytes: 0)));
        Assert.Null(await Archive.MetadataAsync(Room));
    }

    [ContractFact]
    public async Task What_exceeds_the_number_goes()
    {
        await AppendAsync([.. Enumerable.Range(1, 6).Select(n => Message(n))]);
        Assert.Equal(0, await Archive.TrimAsync(Room, new Retention(KeepMessages: 6)));
        Assert.Equal(2, await Archive.TrimAsync(Room, new Retention(KeepMessages: 4)));
        var page = await QueryAsync(new ArchiveQuery { Max = 2 });
        Assert.Equal("m3 m4", Ids(page));
        Assert.Equal((4, 0, false), (page.Count, page.FirstIndex, page.Complete));
        Assert.Equal(3, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(6), KeepMessages: 3)));
    }

    [ContractFact]
    public async Task What_comes_while_the_old_goes_stays()
    {
        for (var n = 1; n < 120; n += 2)
        {
            await AppendAsync(Message(n));
            var trimming = Task.Run(async () => await Archive.TrimAsync(Room, new Retention(Noon.AddYears(1))));
            // Whether it comes before, between or after what the trimming does, is up to chance.
            await AppendAsync(Message(n + 1) with { Time = Noon.AddYears(2) });
            await trimming;
            Assert.Contains($"m{n + 1}", Ids(await QueryAsync(new ArchiveQuery())), StringComparison.Ordinal);
            await Archive.TrimAsync(Room, new Retention(KeepMessages: 0));
        }
    }

    [ContractFact]
    public async Task Messages_leave_the_log_and_everything_else_stays()
    {
        await AppendAsync(Event(1), Message(2), Event(3), Message(4), Event(5), Message(6));
        Assert.Equal(default, await Archive.TrimmedAsync(Room));
        Assert.Equal(2, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(6))));
        Assert.Equal([1L, 3, 5, 6], (await ReadAsync()).Select(e => e.Sequence));
        Assert.Equal([5L, 6], (await ReadAsync(4)).Select(e => e.Sequence));
        Assert.Equal("m6", Ids(await QueryAsync(new ArchiveQuery())));
        Assert.Equal(new TrimmedPart(4, 2), await Archive.TrimmedAsync(Room));
        Assert.Equal(1, await Archive.TrimAsync(Room, new Retention(KeepMessages: 0)));
        Assert.Equal(new TrimmedPart(6, 3), await Archive.TrimmedAsync(Room));
        Assert.Equal([1L, 3, 5], (await ReadAsync()).Select(e => e.Sequence));
    }

    [ContractFact]
    public async Task Passing_events_go_with_the_messages_after_them()
    {
        await AppendAsync(Event(1) with { Type = "test.typing" }, Event(2), Message(3), Event(4) with { Type = "test.typing" }, Message(5));
        Assert.Equal(1, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(5), PassingType: "test.typing")));
        Assert.Equal([2L, 4, 5], (await ReadAsync()).Select(e => e.Sequence));
        Assert.Equal(new TrimmedPart(3, 2), await Archive.TrimmedAsync(Room));
        Assert.Equal(1, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(6), PassingType: "test.typing")));
        Assert.Equal([2L], (await ReadAsync()).Select(e => e.Sequence));
    }

    [ContractFact]
    public async Task A_large_archive_is_trimmed_whole()
    {
        await AppendAsync([.. Enumerable.Range(1, 4300).Select(n => n % 10 == 0 ? Event(n) : Message(n, text: "tea"))]);
        Assert.Equal(3870 - 100, await Archive.TrimAsync(Room, new Retention(KeepMessages: 100)));
        Assert.Equal(100, (await QueryAsync(new ArchiveQuery { Text = "tea", Max = 200 })).Items.Count);
        Assert.Equal(530, (await ReadAsync()).Count);
        Assert.Equal(3770, (await Archive.TrimmedAsync(Room)).Events);
    }

    [ContractFact]
    public async Task An_archive_trimmed_to_nothing_goes_on_counting()
    {
        await AppendAsync(Message(1), Message(2));
        Assert.Equal(2, await Archive.TrimAsync(Room, new Retention(Noon.AddDays(1))));
        Assert.Empty(await ReadAsync());
        await ReopenIfLastingAsync();
        Assert.Equal(2, await Log.LastSequenceAsync(Room));
        Assert.Equal(AppendResult.SequenceTaken, await Log.AppendAsync(Me, new[] { Message(1) }));
        await AppendAsync(Message(3));
        var page = await QueryAsync(new ArchiveQuery());
        Assert.Equal(("m3", true, 1), (Ids(page), page.Complete, page.Count));
        await Log.DeleteStreamAsync(Me, Room);
        Assert.Equal(default, await Archive.TrimmedAsync(Room));
    }

    private Task ReopenIfLastingAsync() => Storage is Couplet.Server.Storage.Memory.MemoryStorage ? Task.CompletedTask : ReopenAsync();

    [ContractFact]
    public async Task Trimming_what_does_not_exist_does_nothing()
    {
        Assert.Equal(0, await Archive.TrimAsync(new StreamId("room:none"), new Retention(Noon, 0)));
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
        Assert.Equal(2, await Archive.TrimAsync(Room, new Retention(Noon.AddMinutes(3))));
        Assert.Equal(ReplaceResult.NotFound, await Archive.ReplaceAsync(Me, Room, "m2", "test.retracted", 1, default));
    }
}
