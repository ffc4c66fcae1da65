using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Storage;

public sealed class SqliteTailTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("room:hall");

    private readonly SqlitePlace place = new();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private static LogEvent Message(int number, StreamId? stream = null) => new()
    {
        Stream = stream ?? Stream, Sequence = number, Type = "test.message", Time = DateTimeOffset.UnixEpoch.AddSeconds(number), Payload = new byte[] { 7 },
        Archive = new ArchiveEntry { Id = $"m{number}", With = "ann@example", Text = $"tea number{number}" },
    };

    private static async Task AppendAsync(ICoupletStorage storage, int from, int to, StreamId? stream = null)
    {
        for (var i = from; i <= to; i++)
            Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { Message(i, stream) }));
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection(place.File);
        using var row = connection.Use($"SELECT count(*) FROM {table}");
        return row.Number()!.Value;
    }

    private async Task<ICoupletStorage> OpenAsync()
    {
        var storage = place.Create();
        await storage.OpenAsync();
        return storage;
    }

    private static async Task<List<long>> NumbersAsync(ICoupletStorage storage, long from = 1)
    {
        var numbers = new List<long>();
        await foreach (var item in storage.Log.ReadAsync(Stream, from)) numbers.Add(item.Sequence);
        return numbers;
    }

    [Fact]
    public async Task New_events_settle_when_an_archive_is_asked_and_read_in_order_before_and_after()
    {
        await using var storage = await OpenAsync();
        await AppendAsync(storage, 1, 5);
        Assert.Equal((5, 0), (Count("tail"), Count("events")));
        Assert.Equal([1, 2, 3, 4, 5], await NumbersAsync(storage));

        Assert.Equal("m4", (await storage.Archive.QueryAsync(Stream, new ArchiveQuery { Text = "number4" })).First);
        Assert.Equal((0, 5), (Count("tail"), Count("events")));

        await AppendAsync(storage, 6, 7);
        Assert.Equal([3, 4, 5, 6, 7], await NumbersAsync(storage, 3));
        Assert.Equal(7, await storage.Log.LastSequenceAsync(Stream));
        Assert.Equal("m7", (await storage.Archive.MetadataAsync(Stream))!.LastId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_is_taken_whether_its_event_has_settled_or_not(bool isSettled)
    {
        await using var storage = await OpenAsync();
        await AppendAsync(storage, 1, 2);
        if (isSettled) await storage.Archive.QueryAsync(Stream, new ArchiveQuery());
        var again = Message(3) with { Archive = Message(1).Archive };
        await Assert.ThrowsAsync<ArgumentException>(async () => await storage.Log.AppendAsync(OwnerToken.Single, new[] { again }));
        Assert.Equal(AppendResult.SequenceTaken, await storage.Log.AppendAsync(OwnerToken.Single, new[] { Message(2) }));
        await AppendAsync(storage, 3, 3);
    }

    [Fact]
    public async Task A_long_tail_settles_by_itself_and_the_end_settles_the_rest()
    {
        var other = new StreamId("room:attic");
        await using (var storage = await OpenAsync())
        {
            for (var i = 1; i <= 2100; i++)
            {
                await AppendAsync(storage, i, i);
                await AppendAsync(storage, i, i, other);
            }
            await Task.Run(() => SpinWait.SpinUntil(() => Count("tail") < 2048, TimeSpan.FromSeconds(20)));
            Assert.InRange(Count("tail"), 0, 2047);
            Assert.Equal(4200, Count("tail") + Count("events"));
            Assert.Equal(Enumerable.Range(1, 2100).Select(n => (long)n), await NumbersAsync(storage));
        }
        Assert.Equal((0, 4200), (Count("tail"), Count("events")));
        await using var next = await OpenAsync();
        Assert.Null((await next.Archive.QueryAsync(other, new ArchiveQuery { Text = "tea", Max = 0 })).Count);
        Assert.Equal("m1350", (await next.Archive.QueryAsync(other, new ArchiveQuery { Text = "number1350" })).First);
    }

    [Fact]
    public async Task What_has_not_settled_is_deleted_with_its_stream_and_trimmed_with_its_age()
    {
        await using var storage = await OpenAsync();
        await AppendAsync(storage, 1, 3);
        Assert.Equal(2, await storage.Archive.TrimAsync(Stream, new Retention(DateTimeOffset.UnixEpoch.AddSeconds(3))));
        await AppendAsync(storage, 4, 6);
        Assert.True(await storage.Log.DeleteStreamAsync(OwnerToken.Single, Stream));
        Assert.Equal((0, 0), (Count("tail"), Count("events")));
        await AppendAsync(storage, 1, 1);
        Assert.Equal([1], await NumbersAsync(storage));
    }

    [Fact]
    public async Task An_event_that_has_not_settled_is_replaced_and_its_words_forgotten()
    {
        await using var storage = await OpenAsync();
        await AppendAsync(storage, 1, 2);
        Assert.Equal(
            ReplaceResult.Replaced, await storage.Archive.ReplaceAsync(OwnerToken.Single, Stream, "m2", "test.retracted", 1, new byte[] { 9 }));
        Assert.Empty((await storage.Archive.QueryAsync(Stream, new ArchiveQuery { Text = "number2" })).Items);
        Assert.Equal([7, 9], (await storage.Archive.QueryAsync(Stream, new ArchiveQuery())).Items.Select(i => i.Payload.Span[0]));
    }
}
