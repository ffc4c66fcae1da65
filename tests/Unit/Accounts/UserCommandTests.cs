using System.CommandLine;
using Couplet.Commands;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;
using Couplet.Tests.Features;

namespace Couplet.Tests.Accounts;

/// <summary>Accounts on the command line.</summary>
public sealed class UserCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-user-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Delete_takes_the_archive_along_and_leaves_that_of_others()
    {
        await using (var storage = await OpenAsync())
        {
            var harness = await AccountHarness.StartAsync(storage: storage);
            var juliet = await harness.LoginAsync("juliet");
            var romeo = await harness.LoginAsync("romeo");
            await juliet.SendAsync($"<message to='{romeo.Jid}' type='chat'><body>Wherefore?</body></message>");
            Assert.Equal(["account:juliet@capulet.example", "account:romeo@capulet.example"], await ArchivesAsync(storage));
        }
        Assert.Equal(0, await RunAsync("delete", "juliet"));
        await using (var storage = await OpenAsync()) Assert.Equal(["account:romeo@capulet.example"], await ArchivesAsync(storage));
        Assert.Equal(2, await RunAsync("delete", "juliet"));
        Assert.Equal(2, await RunAsync("add", "juliet", "--password", "secret"));
    }

    private static async Task<List<string>> ArchivesAsync(SqliteStorage storage)
    {
        var names = new List<string>();
        await foreach (var stream in storage.Log.StreamsAsync("account:")) names.Add(stream.Value);
        return names;
    }

    private async Task<SqliteStorage> OpenAsync()
    {
        var storage = new SqliteStorage(Path.Combine(_folder.FullName, StorageFactory.FileName));
        await storage.OpenAsync();
        return storage;
    }

    private Task<int> RunAsync(params string[] arguments)
        => new RootCommand { UserCommand.Create([new("Domain", AccountHarness.Domain)]) }.Parse(["user", .. arguments, "--data", _folder.FullName]).InvokeAsync();
}
