using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Export;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class RoomScenarioExportTests
{
    [Fact]
    public void What_was_done_is_sent_and_what_others_saw_is_received()
    {
        var bench = Open(("muc#roomconfig_roomname", ["Orchard"]));
        bench.Join(Juliet, "Juliet");
        bench.Say(Juliet, "two\nlines and ${a sign}");
        bench.Admin(Romeo, Rank("Juliet", "none", "Enough"));
        var text = RoomScenarioExport.Write(bench.Log, "example.net")!;
        Assert.Contains("[Client] Juliet\n\tjid: juliet@example.net\n\tresource: balcony\n", text, StringComparison.Ordinal);
        Assert.Contains("Romeo sends:\n\t<iq to='room@conference.example.net' id='iq1' type='set'>", text, StringComparison.Ordinal);
        Assert.Contains("<value>Orchard</value>", text, StringComparison.Ordinal);
        Assert.Contains("Romeo receives:\n\t<message from='room@conference.example.net/Juliet' type='groupchat' id='m1'><body>two&#10;lines and &#36;{a sign}</body></message>", text, StringComparison.Ordinal);
        Assert.Contains("Juliet receives:\n\t<presence from='room@conference.example.net/Juliet' type='unavailable'><x xmlns='http://jabber.org/protocol/muc#user'>"
            + "<status code='307'/><item affiliation='none' jid='juliet@example.net/balcony' role='none'><actor nick='Romeo'/><reason>Enough</reason></item><status code='110'/></x></presence>",
            text, StringComparison.Ordinal);
        Assert.DoesNotContain("@localhost", text.Replace("What happened in room@conference.localhost", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_retracted_message_is_not_in_it()
    {
        var bench = Open();
        bench.Say(Romeo, "A secret");
        var id = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        var log = bench.Log.Select(e => e is MessageSent m && m.ArchiveId == id
            ? m with { Payload = Server.Features.Rooms.View.Tombstones.Of(new MessageRetracted(id, "r1")) } : e);
        var text = RoomScenarioExport.Write(log, "localhost")!;
        Assert.Contains("(This message was retracted.)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret</body>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_room_gives_none() => Assert.Null(RoomScenarioExport.Write([], "localhost"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_history_can_be_read_by_the_player(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < 200; i++) room.Step();
        var text = RoomScenarioExport.Write(room.Bench.Log, "localhost")!;
        var scenario = Scenario.Parse("random.scs", text);
        Assert.True(scenario.Actions.Length > 10);
    }
}
