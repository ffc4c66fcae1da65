using Couplet.Commands.Torture;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Durability;

/// <summary>A real server on a disk that has no room left.</summary>
public sealed class DiskFullTests : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-full-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_does_not_fit_is_refused_and_what_was_shown_is_kept()
    {
        var shown = new List<string>();
        await using (var server = new ServerUnderTorture(new TortureSettings(0, 1, 1, 1, 1, null, false) { Run = "" }, _folder.FullName, diskBlocks: 2_000))
        {
            server.Launch();
            await server.ReadyAsync(CancellationToken.None);
            await using var ann = await Talker.ConnectAsync(server.Port, "ann");
            await ann.JoinAsync(Room + "/ann");
            await ann.AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>");
            var refused = 0;
            for (var i = 0; refused < 3; i++)
            {
                Assert.True(i < 1_000, "The disk never became full.");
                var id = $"m{i}";
                await ann.SendAsync($"<message type='groupchat' to='{Room}' id='{id}'><body>{new string('x', 5_000)}</body></message>");
                var answer = await ann.ExpectAsync(e => e["id"] == id);
                if (answer["type"] == "error")
                {
                    Assert.Contains("resource-constraint", answer.ToString(), StringComparison.Ordinal);
                    refused++;
                }
                else shown.Add(id);
            }
            // It lives, and still does what needs no disk.
            var pong = await ann.AskAsync("<iq type='get' id='q' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
            Assert.Equal("result", pong["type"]);
        }
        Assert.NotEmpty(shown);
        await using var storage = new SqliteStorage(Path.Combine(_folder.FullName, StorageFactory.FileName));
        await storage.OpenAsync();
        var kept = new List<string>();
        await foreach (var e in storage.Log.ReadAsync(RoomLog.StreamOf(Jid.Parse(Room))))
            if (e.Archive is not null) kept.Add(e.Archive.OriginId ?? "");
        Assert.Equal(shown, kept);
    }
}
