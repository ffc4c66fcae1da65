using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Storage;

public sealed class SqliteSchemaTests : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>The first schema, as it was: written out, because the program's own steps are what is tested.</summary>
    private static readonly string[] First =
    [
        "CREATE TABLE schema_version(version INTEGER NOT NULL)",
        "INSERT INTO schema_version VALUES(1)",
        "CREATE TABLE streams(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
        """
        CREATE TABLE events(
            id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,
            time INTEGER NOT NULL, command_id TEXT, archive_id TEXT, with_jid TEXT, with_resource TEXT, origin_id TEXT, bytes INTEGER,
            payload BLOB NOT NULL)
        """,
        "CREATE UNIQUE INDEX events_by_sequence ON events(stream, sequence)",
        "CREATE UNIQUE INDEX archive_by_id ON events(stream, archive_id) WHERE archive_id IS NOT NULL",
        "CREATE INDEX archive_by_sequence ON events(stream, sequence, time, bytes) WHERE archive_id IS NOT NULL",
        "CREATE INDEX archive_by_with ON events(stream, with_jid, sequence, with_resource, time) WHERE archive_id IS NOT NULL",
        "CREATE INDEX archive_by_time ON events(stream, time, sequence) WHERE archive_id IS NOT NULL",
        "CREATE TABLE snapshots(stream INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL)",
        "CREATE TABLE removals(stream INTEGER PRIMARY KEY)",
        "CREATE TABLE owners(node TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE documents(owner TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(owner, kind, key)) WITHOUT ROWID",
        "CREATE INDEX documents_by_kind ON documents(kind, owner)",
        "INSERT INTO streams VALUES(7, 'room:old')",
        "INSERT INTO events VALUES(1, 7, 1, 'test.message', 1, 1000000, NULL, 'm1', 'ann@example', NULL, NULL, 3, x'414243')",
        "INSERT INTO documents VALUES('ann', 'vcard', '', x'44')",
    ];

    private readonly SqlitePlace place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private void Write(params string[] statements)
    {
        SqliteLibrary.Load();
        Directory.CreateDirectory(Path.GetDirectoryName(place.File)!);
        using var connection = new SqliteConnection(place.File);
        foreach (var sql in statements) connection.Execute(sql);
    }

    [Fact]
    public async Task A_database_of_the_first_schema_is_brought_up_to_date()
    {
        Write(First);
        await using var storage = place.Create();
        await storage.OpenAsync();
        var old = new StreamId("room:old");
        var page = await storage.Archive.QueryAsync(old, new ArchiveQuery());
        Assert.Equal("ABC"u8.ToArray(), Assert.Single(page.Items).Payload.ToArray());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), page.Items[0].Time);
        Assert.Equal("D"u8.ToArray(), (await storage.Documents.GetAsync("ann", "vcard", ""))!.Value.ToArray());

        var next = new LogEvent
        {
            Stream = old, Sequence = 2, Type = "test.message", Time = DateTimeOffset.UnixEpoch,
            Archive = new ArchiveEntry { Id = "m2", With = "ann@example", Text = "tea" },
        };
        Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { next }));
        Assert.Equal("m2", (await storage.Archive.QueryAsync(old, new ArchiveQuery { Text = "tea" })).First);
        Assert.Equal(2, await storage.Archive.TrimAsync(old, new Retention(DateTimeOffset.UnixEpoch.AddDays(1))));
    }

    [Fact]
    public async Task A_newer_database_is_refused_and_left_alone()
    {
        Write("CREATE TABLE schema_version(version INTEGER NOT NULL)", "INSERT INTO schema_version VALUES(99)");
        await using var storage = place.Create();
        var refusal = await Assert.ThrowsAsync<StorageException>(() => storage.OpenAsync());
        Assert.Contains("newer Couplet", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
        using var connection = new SqliteConnection(place.File);
        using var tables = connection.Use("SELECT count(*) FROM sqlite_schema");
        Assert.Equal(1, tables.Number());
    }

    [Fact]
    public async Task What_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.File)!);
        await File.WriteAllTextAsync(place.File, new string('x', 5000));
        await using var storage = place.Create();
        await Assert.ThrowsAsync<StorageException>(() => storage.OpenAsync());
    }

    [Fact]
    public async Task A_removal_that_was_interrupted_is_finished()
    {
        Write([.. First, "DELETE FROM streams", "INSERT INTO removals VALUES(7)"]);
        await using (var storage = place.Create()) await storage.OpenAsync();
        using var connection = new SqliteConnection(place.File);
        using var left = connection.Use("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM removals)");
        Assert.Equal(0, left.Number());
    }
}
