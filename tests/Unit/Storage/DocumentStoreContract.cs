using System.Text;
using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public abstract class DocumentStoreContract<TPlace> : StorageContract<TPlace> where TPlace : StoragePlace, new()
{
    private IDocumentStore Documents => Storage.Documents;

    private static DocumentWrite Put(string owner, string kind, string key, string value) => new(owner, kind, key, Encoding.UTF8.GetBytes(value));

    private async Task<string?> GetAsync(string owner, string kind, string key) =>
        await Documents.GetAsync(owner, kind, key) is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    [ContractFact]
    public async Task A_document_is_written_changed_and_removed()
    {
        Assert.Null(await GetAsync("ann", "roster", "bob"));
        await Documents.WriteAsync(new[] { Put("ann", "roster", "bob", "one") });
        Assert.Equal("one", await GetAsync("ann", "roster", "bob"));
        await Documents.WriteAsync(new[] { Put("ann", "roster", "bob", "") });
        Assert.Equal("", await GetAsync("ann", "roster", "bob"));
        await Documents.WriteAsync(new[] { new DocumentWrite("ann", "roster", "bob", null) });
        Assert.Null(await GetAsync("ann", "roster", "bob"));
        Assert.False(await Documents.ExistsAsync("ann", "roster"));
    }

    [ContractFact]
    public async Task Documents_are_listed_by_owner_and_kind_in_order()
    {
        await Documents.WriteAsync(new[]
        {
            Put("ann", "roster", "b", "2"), Put("ann", "roster", "a", "1"), Put("ann", "roster", "B", "0"),
            Put("ann", "vcard", "", "card"), Put("bob", "roster", "c", "3"),
        });
        Assert.Equal(["B", "a", "b"], (await Documents.ListAsync("ann", "roster")).Select(d => d.Key));
        Assert.Equal("1"u8.ToArray(), (await Documents.ListAsync("ann", "roster"))[1].Value.ToArray());
        Assert.Empty(await Documents.ListAsync("eve", "roster"));
        Assert.Equal("card", await GetAsync("ann", "vcard", ""));
    }

    [ContractFact]
    public async Task Owners_are_found_by_what_they_have()
    {
        await Documents.WriteAsync(new[] { Put("bob", "roster", "x", ""), Put("ann", "roster", "x", ""), Put("ann", "roster", "y", ""), Put("eve", "vcard", "", "") });
        var owners = new List<string>();
        await foreach (var owner in Documents.ListOwnersAsync("roster")) owners.Add(owner);
        Assert.Equal(["ann", "bob"], owners);
        Assert.True(await Documents.ExistsAsync("eve", "vcard"));
        Assert.False(await Documents.ExistsAsync("eve", "roster"));
    }

    [ContractFact]
    public async Task Writes_of_one_call_are_done_in_order()
    {
        await Documents.WriteAsync(new[] { Put("a", "k", "x", "1"), new DocumentWrite("a", "k", "x", null), Put("a", "k", "x", "2"), Put("a", "k", "y", "3"), new DocumentWrite("a", "k", "y", null) });
        Assert.Equal(["x"], (await Documents.ListAsync("a", "k")).Select(d => d.Key));
        Assert.Equal("2", await GetAsync("a", "k", "x"));
        await Documents.WriteAsync(default);
    }

    [ContractFact]
    public async Task A_fenced_owner_writes_nothing()
    {
        var old = await Log.ClaimAsync("node-a");
        Assert.True(await Documents.WriteAsync(old, new[] { Put("ann", "k", "x", "1") }));
        var young = await Log.ClaimAsync("node-a");
        Assert.False(await Documents.WriteAsync(old, new[] { Put("ann", "k", "x", "2"), Put("ann", "k", "y", "2") }));
        Assert.Equal("1", await GetAsync("ann", "k", "x"));
        Assert.Null(await GetAsync("ann", "k", "y"));
        Assert.True(await Documents.WriteAsync(young, new[] { Put("ann", "k", "x", "3") }));
        Assert.Equal("3", await GetAsync("ann", "k", "x"));
        await Log.ClaimAsync(Me.Node);
        await Log.ClaimAsync(Me.Node);
        await Assert.ThrowsAsync<StorageException>(async () => await Documents.WriteAsync(new[] { Put("ann", "k", "x", "4") }));
    }

    [ContractFact]
    public async Task A_removed_owner_leaves_nothing()
    {
        await Documents.WriteAsync(new[] { Put("ann", "roster", "b", "2"), Put("ann", "vcard", "", "1"), Put("bob", "roster", "c", "3") });
        await Documents.DeleteOwnerAsync("ann");
        Assert.False(await Documents.ExistsAsync("ann", "roster"));
        Assert.False(await Documents.ExistsAsync("ann", "vcard"));
        Assert.True(await Documents.ExistsAsync("bob", "roster"));
    }

    [ContractFact]
    public async Task Many_writers_at_once_all_succeed()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(async () => await Documents.WriteAsync(new[] { Put($"o{n % 7}", "k", $"{n:000}", $"{n}") }))));
        for (var o = 0; o < 7; o++)
            Assert.Equal(Enumerable.Range(0, 200).Where(n => n % 7 == o).Select(n => $"{n:000}"), (await Documents.ListAsync($"o{o}", "k")).Select(d => d.Key));
    }
}
