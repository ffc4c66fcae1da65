using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Features;
using Couplet.Tests.Storage;

namespace Couplet.Tests.Durability;

/// <summary>What has been taken back in a room is gone for good, whenever the process ends.</summary>
public class RetractionTests
{
    private const string Room = "orchard@conference.capulet.example";

    [Fact]
    public async Task A_crash_before_the_message_leaves_the_archive_is_made_good_when_the_room_is_opened_again()
    {
        var storage = new FaultyStorage(new MemoryStorage());
        var juliet = await StartAsync(storage);
        storage.ReplacementsFail = true;
        await RetractAsync(juliet, await SayAsync(juliet, "Wherefore"));
        Assert.Contains("Wherefore", await ArchivedAsync(storage), StringComparison.Ordinal);
        storage.ReplacementsFail = false;
        var again = await (await AccountHarness.StartAsync(storage: storage)).LoginAsync("juliet");
        await SettleAsync(again);
        Assert.DoesNotContain("Wherefore", await ArchivedAsync(storage), StringComparison.Ordinal);
        Assert.Contains("retracted", await ArchivedAsync(storage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_removed_is_removed_with_the_next_thing_that_happens()
    {
        var storage = new FaultyStorage(new MemoryStorage());
        var juliet = await StartAsync(storage);
        storage.ReplacementsFail = true;
        await RetractAsync(juliet, await SayAsync(juliet, "Wherefore"));
        storage.ReplacementsFail = false;
        await SayAsync(juliet, "Good night");
        Assert.DoesNotContain("Wherefore", await ArchivedAsync(storage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_has_what_was_taken_back_is_replaced_and_none_is_made_before_the_archive_is_rid_of_it()
    {
        var storage = new FaultyStorage(new MemoryStorage());
        var juliet = await StartAsync(storage);
        var id = await SayAsync(juliet, "Wherefore");
        for (var i = 0; i < RoomLog.SnapshotEvery; i++) juliet.Post($"<message to='{Room}' type='groupchat' id='f{i}'><fill xmlns='test'/></message>");
        await SettleAsync(juliet);
        Assert.Contains("Wherefore", await SnapshotAsync(storage), StringComparison.Ordinal);
        storage.ReplacementsFail = true;
        await RetractAsync(juliet, id);
        Assert.Contains("Wherefore", await SnapshotAsync(storage), StringComparison.Ordinal);
        storage.ReplacementsFail = false;
        await SettleAsync(juliet);
        Assert.DoesNotContain("Wherefore", await SnapshotAsync(storage), StringComparison.Ordinal);
    }

    private static async Task<FakeSession> StartAsync(FaultyStorage storage)
    {
        var juliet = await (await AccountHarness.StartAsync(o => o.Limits.Enabled = false, storage)).LoginAsync("juliet");
        juliet.Post($"<presence to='{Room}/Juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        juliet.Post($"<iq type='set' id='c' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query></iq>");
        await SettleAsync(juliet);
        return juliet;
    }

    /// <summary>Says something; the archive's id of it.</summary>
    private static async Task<string> SayAsync(FakeSession session, string text)
    {
        session.Take();
        session.Post($"<message to='{Room}' type='groupchat' id='say'><body>{text}</body></message>");
        session.Post($"<iq type='get' id='said' to='{Room}'><ping xmlns='urn:xmpp:ping'/></iq>");
        await session.AnswerAsync("said");
        return session.Take().Single(s => s.Id == "say").Child("stanza-id", "urn:xmpp:sid:0")!["id"]!;
    }

    private static Task RetractAsync(FakeSession session, string id)
    {
        session.Post($"<message to='{Room}' type='groupchat' id='r'><retract xmlns='urn:xmpp:message-retract:1' id='{id}'/></message>");
        return SettleAsync(session);
    }

    /// <summary>Two questions: that the second is answered means that the room is done with all that came before the first.</summary>
    private static async Task SettleAsync(FakeSession session)
    {
        for (var i = 0; i < 2; i++)
        {
            session.Post($"<iq type='get' id='settle' to='{Room}'><ping xmlns='urn:xmpp:ping'/></iq>");
            await session.AnswerAsync("settle");
        }
    }

    private static async Task<string> ArchivedAsync(ICoupletStorage storage)
    {
        var page = await storage.Archive.QueryAsync(RoomLog.StreamOf(Jid.Parse(Room)), new ArchiveQuery { Max = 100 });
        return string.Join("\n", page.Items.Select(i => Encoding.UTF8.GetString(i.Payload.Span)));
    }

    private static async Task<string> SnapshotAsync(ICoupletStorage storage)
        => Encoding.UTF8.GetString((await storage.Log.LoadSnapshotAsync(RoomLog.StreamOf(Jid.Parse(Room))))!.Payload.Span);
}
