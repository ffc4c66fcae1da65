using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public sealed class PostgresSchemaTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly PostgresPlace place = new();

    public Task InitializeAsync() => PostgresPlace.Server is null ? Task.CompletedTask : place.PrepareAsync();

    public ValueTask DisposeAsync() => PostgresPlace.Server is null ? default : place.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [ContractFact]
    public async Task A_database_of_the_first_schema_is_brought_up_to_date()
    {
        await place.ExecuteAsync(
            """
            CREATE TABLE schema_version(version int NOT NULL);
            INSERT INTO schema_version VALUES(1);
            CREATE TABLE streams(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
            CREATE TABLE events(
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream bigint NOT NULL, sequence bigint NOT NULL, type text NOT NULL,
                version int NOT NULL, time bigint NOT NULL, command_id text, archive_id text COLLATE "C", with_jid text COLLATE "C",
                with_resource text COLLATE "C", origin_id text, bytes int, payload bytea NOT NULL);
            CREATE TABLE snapshots(stream bigint PRIMARY KEY, sequence bigint NOT NULL, version int NOT NULL, payload bytea NOT NULL);
            CREATE TABLE owners(node text COLLATE "C" PRIMARY KEY, epoch bigint NOT NULL);
            INSERT INTO streams(name) VALUES('room:old');
            INSERT INTO events(stream, sequence, type, version, time, archive_id, with_jid, bytes, payload)
                VALUES(1, 1, 'test.message', 1, 1000000, 'm1', 'ann@example', 3, '\x414243');
            """);
        await using var storage = place.Create();
        await storage.OpenAsync();
        var old = new StreamId("room:old");
        var next = new LogEvent
        {
            Stream = old, Sequence = 2, Type = "test.message", Time = DateTimeOffset.UnixEpoch,
            Archive = new ArchiveEntry { Id = "m2", With = "ann@example", Text = "tea" },
        };
        Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { next }));
        Assert.Equal("m2", (await storage.Archive.QueryAsync(old, new ArchiveQuery { Text = "tea" })).First);
        Assert.Equal("ABC"u8.ToArray(), (await storage.Archive.QueryAsync(old, new ArchiveQuery())).Items[0].Payload.ToArray());
    }

    [ContractFact]
    public async Task A_newer_database_is_refused_and_left_alone()
    {
        await place.ExecuteAsync("CREATE TABLE schema_version(version int NOT NULL); INSERT INTO schema_version VALUES(99)");
        await using var storage = place.Create();
        var refusal = await Assert.ThrowsAsync<StorageException>(() => storage.OpenAsync());
        Assert.Contains("newer Couplet", refusal.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => place.Create()).ToList();
        await Task.WhenAll(nodes.Select(n => n.OpenAsync()));
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [ContractFact]
    public async Task Of_two_nodes_one_gets_the_number()
    {
        await using var one = place.Create();
        await using var two = place.Create();
        await one.OpenAsync();
        await two.OpenAsync();
        for (var sequence = 1; sequence <= 30; sequence++)
        {
            var item = new LogEvent { Stream = new("room:a"), Sequence = sequence, Type = "test.event", Time = DateTimeOffset.UnixEpoch };
            var results = await Task.WhenAll(
                one.Log.AppendAsync(OwnerToken.Single, new[] { item }).AsTask(), two.Log.AppendAsync(OwnerToken.Single, new[] { item }).AsTask());
            Assert.Equal([AppendResult.Committed, AppendResult.SequenceTaken], results.Order());
        }
    }

    [ContractFact]
    public async Task A_commit_whose_answer_was_lost_is_done_once()
    {
        foreach (var isDelivered in new[] { true, false })
        {
            await using var proxy = new CommitCuttingProxy(place.ConnectionString, isDelivered);
            await using var storage = new Server.Storage.Postgres.PostgresStorage(proxy.ConnectionString);
            await storage.OpenAsync();
            var stream = new StreamId($"room:{isDelivered}");
            var item = new LogEvent { Stream = stream, Sequence = 1, Type = "test.event", Time = DateTimeOffset.UnixEpoch };
            proxy.CutNextCommit();
            Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { item }));
            Assert.True(proxy.HasCut);
            Assert.Equal(1, await storage.Log.LastSequenceAsync(stream));
            Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { item with { Sequence = 2 } }));
        }
    }

    [ContractFact]
    public async Task Connections_that_the_database_has_cut_are_replaced()
    {
        await using var storage = place.Create();
        await storage.OpenAsync();
        var stream = new StreamId("room:a");
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            var item = new LogEvent { Stream = stream, Sequence = sequence, Type = "test.event", Time = DateTimeOffset.UnixEpoch };
            Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { item }));
            await storage.Documents.WriteAsync(new[] { new DocumentWrite("ann", "k", $"{sequence}", default(ReadOnlyMemory<byte>)) });
            await place.CutConnectionsAsync();
            Assert.Equal(sequence, await storage.Log.LastSequenceAsync(stream));
        }
        Assert.Equal(5, (await storage.Documents.ListAsync("ann", "k")).Count);
    }
}
