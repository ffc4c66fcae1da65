using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Durability;

/// <summary>A database that cannot be written for a while, under a whole server.</summary>
public sealed class LostDatabaseTests : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-lost-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_said_while_another_holds_sqlite_is_refused_and_then_all_goes_on()
    {
        var options = Options();
        options.Data = _folder.FullName;
        SqliteConnection? other = null;
        await TalkAsync(
            options,
            () =>
            {
                other = new SqliteConnection(Path.Combine(_folder.FullName, StorageFactory.FileName));
                other.Execute("BEGIN IMMEDIATE");
            },
            () =>
            {
                other!.Execute("ROLLBACK");
                other.Dispose();
            });
    }

    internal static CoupletOptions Options()
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, ScramIterations = 4096 };
        options.Limits.Enabled = false;
        return options;
    }

    internal static async Task TalkAsync(CoupletOptions options, Action lose, Action find)
    {
        var shown = new List<string?>();
        await using var host = await CoupletHost.StartAsync(options);
        var port = host.Endpoints[0].Port;
        await using var ann = await Talker.ConnectAsync(port, "ann");
        await ann.JoinAsync(Room + "/ann");
        await ann.AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>");
        await using var bob = await Talker.ConnectAsync(port, "bob");
        await bob.JoinAsync(Room + "/bob");
        Assert.Equal("groupchat", await SayAsync("before"));
        lose();
        Assert.Equal("error", await SayAsync("lost"));
        find();
        Assert.Equal("groupchat", await SayAsync("after"));
        for (var i = 0; i < shown.Count; i++)
            Assert.Equal(shown[i], (await bob.ExpectAsync(e => e.Name == "message" && e["type"] == "groupchat" && e.Child("body") is not null))["id"]);
        var kept = new List<string?>();
        await foreach (var e in host.Server.Storage.Log.ReadAsync(RoomLog.StreamOf(Jid.Parse(Room))))
            if (e.Archive is { OriginId: { } id }) kept.Add(id);
        Assert.Equal(shown, kept);
        Assert.Equal(["before", "after"], shown);

        async Task<string?> SayAsync(string id)
        {
            await ann.SendAsync($"<message type='groupchat' to='{Room}' id='{id}'><body>{id}</body></message>");
            // Waits longer than the storage is waited for.
            var answer = await ann.ExpectAsync(e => e.Name == "message" && e["id"] == id);
            if (answer["type"] == "groupchat") shown.Add(id);
            return answer["type"];
        }
    }
}
