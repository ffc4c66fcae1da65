using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Storage;

/// <summary>Archive ids in memory: ascending or not, taken or new, there or gone.</summary>
public sealed class MemoryIdsTests : IAsyncDisposable
{
    private static readonly StreamId s_stream = new("account:ann@example");
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryStorage _storage = new();
    private long _last;

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Theory]
    [InlineData("a", "b", "c", "d")]
    [InlineData("d", "c", "b", "a")]
    [InlineData("b", "d", "a", "c")]
    [InlineData("9", "10", "a", "aa")]
    public async Task Each_is_found_and_none_is_taken_twice(params string[] ids)
    {
        foreach (var id in ids) await AppendAsync(id);

        foreach (var id in ids) await Assert.ThrowsAsync<ArgumentException>(async () => await AppendAsync(id));
        Assert.Equal(ids, await IdsAsync());
        for (var i = 0; i < ids.Length; i++)
            Assert.Equal(ids[..i], (await _storage.Archive.QueryAsync(s_stream, new ArchiveQuery { Max = 10, Before = ids[i] })).Items.Select(item => item.Archive!.Id));
    }

    [Fact]
    public async Task What_is_added_after_somebody_has_asked_is_found_as_well()
    {
        await AppendAsync("b");
        Assert.Equal(ReplaceResult.Replaced, await ReplaceAsync("b"));
        await AppendAsync("c");
        await AppendAsync("a");

        Assert.Equal(ReplaceResult.Replaced, await ReplaceAsync("a"));
        Assert.Equal(ReplaceResult.Replaced, await ReplaceAsync("c"));
        Assert.Equal(ReplaceResult.NotFound, await ReplaceAsync("d"));
        Assert.Equal(ReplaceResult.NotFound, await ReplaceAsync(""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_retention_has_taken_is_not_found(bool askedBefore)
    {
        foreach (var id in (string[])["c", "a", "d", "b"]) await AppendAsync(id);
        if (askedBefore) Assert.Equal(ReplaceResult.Replaced, await ReplaceAsync("a"));
        Assert.Equal(2, await _storage.Archive.TrimAsync(s_stream, new Retention { KeepMessages = 2 }));

        Assert.Equal(ReplaceResult.NotFound, await ReplaceAsync("a"));
        Assert.Equal(ReplaceResult.NotFound, await ReplaceAsync("c"));
        Assert.Equal(ReplaceResult.Replaced, await ReplaceAsync("b"));
        Assert.Equal(["d", "b"], await IdsAsync());
    }

    private async Task<IEnumerable<string>> IdsAsync()
        => (await _storage.Archive.QueryAsync(s_stream, new ArchiveQuery { Max = 10 })).Items.Select(item => item.Archive!.Id);

    private async Task<ReplaceResult> ReplaceAsync(string id) => await _storage.Archive.ReplaceAsync(OwnerToken.Single, s_stream, id, "other", 1, default);

    private async Task AppendAsync(string id)
    {
        var item = new LogEvent
        {
            Stream = s_stream,
            Sequence = _last + 1,
            Type = "message",
            Time = s_noon.AddSeconds(_last),
            Archive = new ArchiveEntry { Id = id, With = "bob@example" },
        };
        Assert.Equal(AppendResult.Committed, await _storage.Log.AppendAsync(OwnerToken.Single, new[] { item }));
        _last++;
    }
}
