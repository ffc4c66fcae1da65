using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Storage;

/// <summary>What goes when the memory is full, and what stays.</summary>
public sealed class MemoryCapacityTests : IAsyncDisposable
{
    private const int Capacity = 1024 * 1024;
    private static readonly StreamId s_account = new("account:ann@example");
    private static readonly StreamId s_room = new("room:tea@conference.example");
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryStorage _storage = new(Capacity);

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Of_messages_the_oldest_go_and_the_numbers_go_on()
    {
        for (var n = 1; n <= 500; n++) await AppendAsync(Message(s_account, n, 10_000));

        var page = await _storage.Archive.QueryAsync(s_account, new ArchiveQuery { Max = 1_000 });
        Assert.InRange(page.Items.Count, 50, 105);
        Assert.Equal(500, await _storage.Log.LastSequenceAsync(s_account));
        Assert.Equal("m500", page.Last);
        Assert.Equal(Enumerable.Range((int)page.Items[0].Sequence, page.Items.Count), page.Items.Select(item => (int)item.Sequence));
        Assert.All(page.Items, item => Assert.Equal(Payload(item.Sequence, 10_000), item.Payload.ToArray()));
        Assert.True((await _storage.Archive.QueryAsync(s_account, new ArchiveQuery { Max = 1, After = "m1" })).IsItemNotFound);
        Assert.Equal(ReplaceResult.NotFound, await _storage.Archive.ReplaceAsync(OwnerToken.Single, s_account, "m1", "gone", 1, default));
    }

    [Fact]
    public async Task What_a_log_still_needs_stays()
    {
        await AppendAsync(Event(s_room, 1));
        for (var n = 2; n <= 20; n++) await AppendAsync(Message(s_room, n, 10_000, text: "words that are sought"));
        for (var n = 1; n <= 500; n++) await AppendAsync(Message(s_account, n, 10_000));

        var events = await _storage.Log.ReadAsync(s_room).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 20), events.Select(item => (int)item.Sequence));
        Assert.Equal(Payload(20, 10_000), events[^1].Payload.ToArray());
        var page = await _storage.Archive.QueryAsync(s_room, new ArchiveQuery { Max = 100, Text = "sought" });
        Assert.Equal(19, page.Items.Count);
    }

    [Fact]
    public async Task What_a_snapshot_contains_goes()
    {
        for (var n = 1; n <= 20; n++) await AppendAsync(Event(s_room, n));
        await _storage.Log.SaveSnapshotAsync(OwnerToken.Single, new Snapshot(s_room, 15, 1, default));
        for (var n = 1; n <= 500; n++) await AppendAsync(Message(s_account, n, 10_000));

        var events = await _storage.Log.ReadAsync(s_room).ToListAsync();
        Assert.Equal(Enumerable.Range(16, 5), events.Select(item => (int)item.Sequence));
        Assert.Equal(20, await _storage.Log.LastSequenceAsync(s_room));
    }

    [Fact]
    public async Task A_message_with_other_content_in_its_place_keeps_it()
    {
        for (var n = 1; n <= 40; n++) await AppendAsync(Message(s_account, n, 10_000));
        var other = Payload(7, 100);
        Assert.Equal(ReplaceResult.Replaced, await _storage.Archive.ReplaceAsync(OwnerToken.Single, s_account, "m1", "other", 1, other));
        for (var n = 41; n <= 120; n++) await AppendAsync(Message(s_account, n, 10_000));

        var page = await _storage.Archive.QueryAsync(s_account, new ArchiveQuery { Max = 1_000 });
        foreach (var item in page.Items) Assert.Equal(item.Type == "other" ? other : Payload(item.Sequence, 10_000), item.Payload.ToArray());
    }

    [Fact]
    public async Task Putting_other_content_in_place_makes_room_like_an_append()
    {
        for (var n = 1; n <= 100; n++) await AppendAsync(Message(s_account, n, 10_000));
        var replaced = 0;
        for (var n = 0; n < 300; n++)
        {
            var result = await _storage.Archive.ReplaceAsync(OwnerToken.Single, s_account, $"m{60 + n % 40}", "other", 1, Payload(n % 40, 9_000));
            if (result == ReplaceResult.Replaced) replaced++;
        }

        Assert.True(replaced > 100);
        var page = await _storage.Archive.QueryAsync(s_account, new ArchiveQuery { Max = 1_000 });
        Assert.NotEmpty(page.Items);
        foreach (var item in page.Items)
            Assert.Equal(item.Type == "other" ? Payload(item.Sequence - 60, 9_000) : Payload(item.Sequence, 10_000), item.Payload.ToArray());
    }

    private async Task AppendAsync(LogEvent item) => Assert.Equal(AppendResult.Committed, await _storage.Log.AppendAsync(OwnerToken.Single, new[] { item }));

    private static byte[] Payload(long seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + seed))];

    private static LogEvent Event(StreamId stream, long sequence)
        => new() { Stream = stream, Sequence = sequence, Type = "event", Time = s_noon.AddSeconds(sequence), Payload = Payload(sequence, 50) };

    private static LogEvent Message(StreamId stream, long sequence, int length, string? text = null) => Event(stream, sequence) with
    {
        Payload = Payload(sequence, length),
        Archive = new ArchiveEntry { Id = $"m{sequence}", With = "bob@example", Text = text, Bytes = length },
    };
}
