using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

/// <summary>What a storage must do that outlives the process.</summary>
public abstract class LastingContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    [ContractFact]
    public async Task Everything_is_found_again_after_closing()
    {
        await AppendAsync(Message(1, text: "tea"), Event(2, "two"));
        await Log.SaveSnapshotAsync(Me, new Snapshot(Room, 1, 1, "state"u8.ToArray()));
        await Storage.Documents.WriteAsync(new[] { new DocumentWrite("ann", "roster", "bob", "item"u8.ToArray()) });
        var token = await Log.ClaimAsync("node-a");
        await ReopenAsync();

        Assert.Equal(["x"u8.ToArray(), "two"u8.ToArray()], (await ReadAsync()).Select(e => e.Payload.ToArray()));
        Assert.Equal("m1", Ids(await QueryAsync(new ArchiveQuery { Text = "tea" })));
        Assert.Equal("state"u8.ToArray(), (await Log.LoadSnapshotAsync(Room))!.Payload.ToArray());
        Assert.Equal("item"u8.ToArray(), (await Storage.Documents.GetAsync("ann", "roster", "bob"))!.Value.ToArray());
        Assert.Equal(AppendResult.SequenceTaken, await Log.AppendAsync(Me, new[] { Event(2) }));
        await AppendAsync(Event(3));
        Assert.Equal(2, (await Log.ClaimAsync("node-a")).Epoch);
        Assert.Equal(AppendResult.Fenced, await Log.AppendAsync(token, new[] { Event(4) }));
    }

    [ContractFact]
    public async Task What_was_called_before_closing_is_written()
    {
        var waiting = Enumerable.Range(1, 200).Select(n => Log.AppendAsync(Me, new[] { Event(n) }).AsTask()).ToArray();
        await ReopenAsync();
        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal(AppendResult.Committed, r));
        Assert.Equal(200, await Log.LastSequenceAsync(Room));
    }

    [ContractFact]
    public async Task A_closed_storage_says_so()
    {
        var (log, documents) = (Log, Storage.Documents);
        await ReopenAsync();
        await Assert.ThrowsAsync<StorageException>(async () => await log.AppendAsync(Me, new[] { Event(1) }));
        await Assert.ThrowsAsync<StorageException>(async () => await documents.GetAsync("a", "b", "c"));
        Assert.Equal(0, await Log.LastSequenceAsync(Room));
    }
}
