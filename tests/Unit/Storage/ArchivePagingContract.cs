using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class ArchivePagingContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task An_archive_is_paged_forwards_to_its_end()
    {
        await AppendMessagesAsync(5);
        var first = await QueryAsync(new ArchiveQuery { Max = 2 });
        Assert.Equal(("m1 m2", "m1", "m2", 0, 5, false), (Ids(first), first.First, first.Last, first.FirstIndex, first.Count, first.Complete));
        var second = await QueryAsync(new ArchiveQuery { Max = 2, After = first.Last });
        Assert.Equal(("m3 m4", 2, 5, false), (Ids(second), second.FirstIndex, second.Count, second.Complete));
        var third = await QueryAsync(new ArchiveQuery { Max = 2, After = second.Last });
        Assert.Equal(("m5", 4, true), (Ids(third), third.FirstIndex, third.Complete));
        var beyond = await QueryAsync(new ArchiveQuery { Max = 2, After = third.Last });
        Assert.Equal(("", null, 5, true), (Ids(beyond), beyond.First, beyond.Count, beyond.Complete));
    }

    [ContractFact]
    public async Task An_archive_is_paged_backwards_from_its_end()
    {
        await AppendMessagesAsync(5);
        var last = await QueryAsync(new ArchiveQuery { Max = 2, Before = "" });
        Assert.Equal(("m4 m5", "m4", "m5", 3, 5, false), (Ids(last), last.First, last.Last, last.FirstIndex, last.Count, last.Complete));
        var middle = await QueryAsync(new ArchiveQuery { Max = 2, Before = last.First });
        Assert.Equal(("m2 m3", 1, false), (Ids(middle), middle.FirstIndex, middle.Complete));
        var first = await QueryAsync(new ArchiveQuery { Max = 2, Before = middle.First });
        Assert.Equal(("m1", 0, true), (Ids(first), first.FirstIndex, first.Complete));
    }

    [ContractFact]
    public async Task An_exactly_filled_page_is_complete()
    {
        await AppendMessagesAsync(2);
        Assert.True((await QueryAsync(new ArchiveQuery { Max = 2 })).Complete);
        Assert.True((await QueryAsync(new ArchiveQuery { Max = 2, Before = "" })).Complete);
    }

    [ContractFact]
    public async Task A_flipped_page_is_the_same_page_in_reverse()
    {
        await AppendMessagesAsync(5);
        var page = await QueryAsync(new ArchiveQuery { Max = 3, After = "m1", Flip = true });
        Assert.Equal(("m4 m3 m2", "m2", "m4"), (Ids(page), page.First, page.Last));
        Assert.Equal("m5 m4", Ids(await QueryAsync(new ArchiveQuery { Max = 2, Before = "", Flip = true })));
    }

    [ContractFact]
    public async Task A_page_between_two_ids_is_bounded_by_both()
    {
        await AppendMessagesAsync(6);
        var page = await QueryAsync(new ArchiveQuery { After = "m2", Before = "m5" });
        Assert.Equal(("m3 m4", true), (Ids(page), page.Complete));
    }

    [ContractFact]
    public async Task A_page_by_index_starts_there()
    {
        await AppendMessagesAsync(5);
        var page = await QueryAsync(new ArchiveQuery { Max = 2, Index = 2 });
        Assert.Equal(("m3 m4", 2, 5, false), (Ids(page), page.FirstIndex, page.Count, page.Complete));
        var beyond = await QueryAsync(new ArchiveQuery { Max = 2, Index = 5 });
        Assert.Equal(("", null, 5), (Ids(beyond), beyond.FirstIndex, beyond.Count));
    }

    [ContractFact]
    public async Task A_page_of_nothing_counts()
    {
        await AppendMessagesAsync(3);
        var page = await QueryAsync(new ArchiveQuery { Max = 0, With = "ann@example" });
        Assert.Equal(("", 3, null, null, false), (Ids(page), page.Count, page.First, page.FirstIndex, page.Complete));
    }

    [ContractFact]
    public async Task An_empty_archive_answers_with_an_empty_complete_page()
    {
        var page = await QueryAsync(new ArchiveQuery { Before = "" });
        Assert.Equal(("", 0, true, false), (Ids(page), page.Count, page.Complete, page.IsItemNotFound));
        Assert.Null(await Archive.MetadataAsync(Room));
    }

    [ContractFact]
    public async Task An_unknown_id_is_item_not_found()
    {
        await AppendMessagesAsync(2);
        await AppendAsync(Message(1) with { Stream = new("room:b"), Archive = Message(1).Archive! with { Id = "elsewhere" } });
        ArchiveQuery[] queries =
        [
            new() { After = "elsewhere" }, new() { Before = "elsewhere" }, new() { AfterId = "elsewhere" }, new() { BeforeId = "elsewhere" },
            new() { Ids = ["m1", "elsewhere"] },
        ];
        foreach (var query in queries)
        {
            var page = await QueryAsync(query);
            Assert.True(page.IsItemNotFound, $"{query}");
            Assert.Empty(page.Items);
        }
    }

    [ContractFact]
    public async Task Metadata_names_both_ends()
    {
        await AppendAsync(Event(1), Message(2), Message(3), Event(4));
        Assert.Equal(new ArchiveMetadata("m2", Noon.AddMinutes(2), "m3", Noon.AddMinutes(3)), await Archive.MetadataAsync(Room));
    }

    [ContractFact]
    public async Task A_page_out_of_a_large_archive_is_quick()
    {
        for (var n = 0; n < 100; n++) await AppendAsync([.. Enumerable.Range(n * 1000 + 1, 1000).Select(s => Message(s, $"p{s % 10}@example"))]);
        var queries = new[]
        {
            new ArchiveQuery { Before = "" }, new ArchiveQuery { After = "m50000" }, new ArchiveQuery { With = "p3@example", Before = "m60000" },
            new ArchiveQuery { Start = Noon.AddMinutes(90_000) }, new ArchiveQuery { End = Noon.AddMinutes(10_000), Before = "" },
        };
        foreach (var query in queries) Assert.Equal(50, (await QueryAsync(query)).Items.Count);
        // The best of three, and generous: a look at every message in memory passes on a busy machine, a sort of the archive does not.
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            foreach (var query in queries) Assert.Equal(50, (await QueryAsync(query)).Items.Count);
            var taken = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
        }
        Assert.True(best < TimeSpan.FromMilliseconds(500), $"5 pages took {best}");
    }
}
