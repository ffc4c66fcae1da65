using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Features;

namespace Couplet.Tests.Durability;

public class ClockTests
{
    [Fact]
    public async Task A_clock_that_jumps_changes_neither_order_nor_ids()
    {
        await using var storage = new MemoryStorage();
        var harness = await AccountHarness.StartAsync(o => o.Rooms.Lock = false, storage);
        var session = await harness.LoginAsync("romeo");
        var room = Jid.Parse("balcony@conference." + AccountHarness.Domain);
        var host = (RoomHost)harness.Server.Router.Find(room.Domain)!;
        harness.Server.Router.Route(new Presence(new StanzaHeader(session.Jid, room.WithResource("R")), PresenceType.Available, new Element("x", MucNamespaces.Muc)));
        var jumps = new[] { TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(-3), TimeSpan.FromMilliseconds(-1), TimeSpan.Zero, TimeSpan.FromDays(400) };
        for (var i = 0; i < jumps.Length; i++)
        {
            harness.Time.Advance(jumps[i]);
            harness.Server.Router.Route(new Message(new StanzaHeader(session.Jid, room, $"{i}"), MessageType.Groupchat, new Element("body", Stanza.ClientNamespace, $"{i}")));
            await host.AskAsync(room, new SessionGone(Jid.Parse("nobody@nowhere.example/x"), false)).WaitAsync(TimeSpan.FromSeconds(10));
        }
        var said = session.Take().OfType<Message>().Where(m => m.Child("body", Stanza.ClientNamespace) is not null).ToList();
        Assert.Equal(Enumerable.Range(0, jumps.Length).Select(i => $"{i}"), said.Select(m => m.Id));
        // As clients see it: nothing that was said before the room was made.
        var created = RoomEventCodec.Decode((await storage.Log.ReadAsync(RoomLog.StreamOf(room)).FirstAsync()).Payload.Span).At;
        var page = await storage.Archive.QueryAsync(RoomLog.StreamOf(room), new ArchiveQuery { Start = created });
        Assert.Equal(Enumerable.Range(0, jumps.Length).Select(i => $"{i}"), page.Items.Select(i => i.Archive!.OriginId));
        Assert.Equal(jumps.Length, page.Items.Select(i => i.Archive!.Id).Distinct().Count());
    }
}
