using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class ArchiveFilterContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task Only_archived_events_of_the_stream_are_found()
    {
        await AppendAsync(Event(1), Message(2), Event(3), Message(4));
        await AppendAsync(Message(1) with { Stream = new("room:b") });
        Assert.Equal("m2 m4", Ids(await QueryAsync(new ArchiveQuery())));
    }

    [ContractFact]
    public async Task A_bare_JID_matches_all_its_resources_and_a_full_one_only_itself()
    {
        await AppendAsync(Message(1, "ann@example", "desk"), Message(2, "ann@example", "phone"), Message(3, "bob@example"), Message(4, "ann@example"));
        Assert.Equal("m1 m2 m4", Ids(await QueryAsync(new ArchiveQuery { With = "ann@example" })));
        Assert.Equal("m2", Ids(await QueryAsync(new ArchiveQuery { With = "ann@example", WithResource = "phone" })));
        Assert.Equal("", Ids(await QueryAsync(new ArchiveQuery { With = "eve@example" })));
        Assert.Equal(3, (await QueryAsync(new ArchiveQuery { With = "ann@example", Max = 1 })).Count);
    }

    [ContractFact]
    public async Task Start_and_end_are_part_of_their_span()
    {
        await AppendMessagesAsync(5);
        var page = await QueryAsync(new ArchiveQuery { Start = Noon.AddMinutes(2), End = Noon.AddMinutes(4) });
        Assert.Equal(("m2 m3 m4", 3), (Ids(page), page.Count));
        Assert.Equal("m5", Ids(await QueryAsync(new ArchiveQuery { Start = Noon.AddMinutes(4).AddSeconds(1) })));
        Assert.Equal("m1", Ids(await QueryAsync(new ArchiveQuery { End = Noon.AddMinutes(2).AddSeconds(-1), Before = "" })));
        Assert.Equal("", Ids(await QueryAsync(new ArchiveQuery { Start = Noon.AddDays(1) })));
        Assert.Equal("", Ids(await QueryAsync(new ArchiveQuery { End = Noon })));
    }

    [ContractFact]
    public async Task A_clock_that_stepped_back_hides_nothing()
    {
        int[] minutes = [10, 20, 30, 15, 16, 40];
        await AppendAsync([.. minutes.Select((m, n) => Message(n + 1) with { Time = Noon.AddMinutes(m) })]);
        Assert.Equal("m2 m3 m5 m6", Ids(await QueryAsync(new ArchiveQuery { Start = Noon.AddMinutes(16) })));
        Assert.Equal("m1 m2 m4 m5", Ids(await QueryAsync(new ArchiveQuery { End = Noon.AddMinutes(20) })));
    }

    [ContractFact]
    public async Task Ids_in_the_form_bound_the_result_and_the_page_counts_within()
    {
        await AppendMessagesAsync(6);
        var page = await QueryAsync(new ArchiveQuery { AfterId = "m1", BeforeId = "m5", Max = 2, After = "m2" });
        Assert.Equal(("m3 m4", 1, 3, true), (Ids(page), page.FirstIndex, page.Count, page.Complete));
    }

    [ContractFact]
    public async Task Messages_are_fetched_by_their_ids_in_the_order_of_the_archive()
    {
        await AppendMessagesAsync(6);
        Assert.Equal("m2 m5", Ids(await QueryAsync(new ArchiveQuery { Ids = ["m5", "m2"] })));
    }

    [ContractFact]
    public async Task Text_is_found_by_all_its_words_in_any_case_and_without_accents()
    {
        await AppendAsync(
            Message(1, text: "Le thé est prêt"), Message(2, text: "The tea is ready"), Message(3, text: "Tea? \"Ready\" AND waiting"), Message(4));
        await AppendAsync(Message(1, text: "tea") with { Stream = new("room:b") });
        Assert.Equal("m1", Ids(await QueryAsync(new ArchiveQuery { Text = "THE pret" })));
        Assert.Equal("m2 m3", Ids(await QueryAsync(new ArchiveQuery { Text = "ready tea" })));
        Assert.Equal("m3", Ids(await QueryAsync(new ArchiveQuery { Text = "\"and\" OR:* -(waiting)".Replace("OR", "", StringComparison.Ordinal) })));
        Assert.Equal("", Ids(await QueryAsync(new ArchiveQuery { Text = "coffee" })));
        Assert.Equal("", Ids(await QueryAsync(new ArchiveQuery { Text = "*\"'" })));
    }

    [ContractFact]
    public async Task A_search_is_paged_and_counted_like_any_query()
    {
        await AppendAsync([.. Enumerable.Range(1, 9).Select(n => Message(n, n % 2 == 0 ? "ann@example" : "bob@example", text: n % 3 == 0 ? "odd" : "tea time"))]);
        var page = await QueryAsync(new ArchiveQuery { Text = "tea", Max = 2, Before = "" });
        Assert.Equal(("m7 m8", 4, 6, false), (Ids(page), page.FirstIndex, page.Count, page.Complete));
        Assert.Equal("m4 m5", Ids(await QueryAsync(new ArchiveQuery { Text = "tea", Max = 2, Before = "m7" })));
        Assert.Equal("m5 m7", Ids(await QueryAsync(new ArchiveQuery { Text = "tea", With = "bob@example", After = "m1" })));
        Assert.Equal("m4 m5 m7", Ids(await QueryAsync(new ArchiveQuery { Text = "tea", Start = Noon.AddMinutes(4), End = Noon.AddMinutes(7) })));
    }
}
