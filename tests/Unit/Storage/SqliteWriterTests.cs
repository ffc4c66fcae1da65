using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Storage;

public sealed class SqliteWriterTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly SqlitePlace place = new();
    private readonly SqliteParts parts;

    public SqliteWriterTests() => parts = SqliteParts.Open(place.File);

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync()
    {
        parts.Close();
        return place.DisposeAsync();
    }

    private static LogEvent Event(long sequence, int size = 1, string stream = "room:a") => new()
    {
        Stream = new StreamId(stream), Sequence = sequence, Type = "test.event", Time = DateTimeOffset.UnixEpoch, Payload = new byte[size],
    };

    private ValueTask<AppendResult> AppendAsync(params LogEvent[] events) => parts.Log.AppendAsync(OwnerToken.Single, events);

    /// <summary>Keeps the writer busy until released, so that what is called meanwhile becomes one group.</summary>
    private async Task<Action> HoldAsync()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new ManualResetEventSlim();
        _ = Task.Run(() => parts.Writer.WriteAsync(
            _ =>
            {
                held.TrySetResult();
                return release.Wait(TimeSpan.FromSeconds(30));
            },
            default));
        await held.Task;
        return release.Set;
    }

    [Fact]
    public async Task A_full_disk_fails_the_append_and_the_next_one_finds_room()
    {
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(1)));
        await parts.Writer.WriteAsync(
            connection =>
            {
                connection.Execute("PRAGMA max_page_count = 40");
                return true;
            },
            default);
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await AppendAsync(Event(2), Event(3, 1_000_000)));
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await parts.Log.LastSequenceAsync(new StreamId("room:a")));
        // The failed connection was closed, and its bound with it.
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(2), Event(3, 1_000_000)));
    }

    [Fact]
    public async Task A_failure_of_the_database_fails_all_of_its_group()
    {
        var release = await HoldAsync();
        var before = AppendAsync(Event(1)).AsTask();
        var failing = parts.Writer.WriteAsync<bool>(_ => throw new StorageException("the disk is gone"), default);
        var after = AppendAsync(Event(2)).AsTask();
        release();
        foreach (var task in new Task[] { before, failing, after })
            Assert.Equal("the disk is gone", (await Assert.ThrowsAsync<StorageException>(() => task)).Message);
        Assert.Equal(0, await parts.Log.LastSequenceAsync(new StreamId("room:a")));
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(1)));
    }

    [Fact]
    public async Task A_mistake_of_one_fails_nobody_else_of_its_group()
    {
        var release = await HoldAsync();
        var before = AppendAsync(Event(1)).AsTask();
        var failing = parts.Writer.WriteAsync<bool>(_ => throw new InvalidOperationException("a mistake"), default);
        var after = AppendAsync(Event(2)).AsTask();
        release();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(AppendResult.Committed, await before);
        Assert.Equal(AppendResult.Committed, await after);
        Assert.Equal(2, await parts.Log.LastSequenceAsync(new StreamId("room:a")));
    }

    [Fact]
    public async Task A_second_process_may_write_too()
    {
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(1)));
        await using var other = place.Create();
        await other.OpenAsync();
        Assert.Equal(AppendResult.Committed, await other.Log.AppendAsync(OwnerToken.Single, new[] { Event(2) }));
        Assert.Equal(AppendResult.SequenceTaken, await AppendAsync(Event(2)));
    }

    [Fact]
    public async Task What_comes_while_a_caller_writes_himself_is_written_after_it()
    {
        var release = await HoldAsync();
        var first = AppendAsync(Event(1)).AsTask();
        var second = AppendAsync(Event(2)).AsTask();
        Assert.False(first.IsCompleted || second.IsCompleted);
        release();
        Assert.Equal([AppendResult.Committed, AppendResult.Committed], await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Closing_waits_for_a_caller_who_writes_himself()
    {
        var release = await HoldAsync();
        var last = AppendAsync(Event(1)).AsTask();
        var closing = Task.Run(parts.Close);
        Assert.False(closing.IsCompleted);
        release();
        await closing.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(AppendResult.Committed, await last);
    }

    [Fact]
    public async Task The_log_has_room_before_it_is_needed()
    {
        // The append waits behind the space that is made when the database is opened.
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(1)));
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(2)));
        var before = new FileInfo(place.File + "-wal").Length;
        for (var n = 3; n <= 12; n++) Assert.Equal(AppendResult.Committed, await AppendAsync(Event(n)));
        var after = new FileInfo(place.File + "-wal").Length;
        Assert.True(before > 1_000_000, $"The log has {before} bytes.");
        Assert.Equal(before, after);
        // Far more than the space that there is: it grows with the log, and all of it is there again.
        for (var n = 13; n <= 20; n++) Assert.Equal(AppendResult.Committed, await AppendAsync(Event(n, 500_000)));
        Assert.Equal(AppendResult.Committed, await AppendAsync(Event(21)));
        Assert.True(new FileInfo(place.File + "-wal").Length > 4_000_000);
        Assert.Null(SqliteBackup.Damage(place.File));
    }
}
