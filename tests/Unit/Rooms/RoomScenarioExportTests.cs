using System.Net;
using Couplet.Player;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.Export;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;
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

    [Fact]
    public async Task What_add_ons_and_lists_went_through_can_be_played()
    {
        var bench = Open(("muc#roomconfig_persistentroom", ["1"]), ("muc#roomconfig_slow_mode_duration", ["5"]), ("mentions#count", ["3"]));
        bench.Join(Juliet, "Juliet");
        bench.Say(Juliet, "Wherefore art thou?");
        var first = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        bench.Now += TimeSpan.FromMinutes(1);
        bench.Say(Juliet, "Deny thy father");
        var second = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        bench.Send(new Message(new StanzaHeader(Juliet, Address, "take1"), MessageType.Groupchat, new Element("retract", MessageTraits.Retraction, new XmlAttr("id", first))));
        bench.Ask(Romeo, IqType.Set, new Element("moderate", Server.Features.Rooms.View.Tombstones.Moderation, new XmlAttr("id", second),
            new Element("retract", MessageTraits.Retraction), new Element("reason", Server.Features.Rooms.View.Tombstones.Moderation, "Hush")));
        Command(bench, "create", (Hats.TitleVar, ["Friar"]), (Hats.UriVar, ["urn:hat:friar"]));
        Command(bench, "assign", (Hats.JidVar, ["juliet@localhost"]), (Hats.UriVar, ["urn:hat:friar"]));
        Command(bench, "unassign", (Hats.JidVar, ["juliet@localhost"]), (Hats.UriVar, ["urn:hat:friar"]));
        Command(bench, "destroy", (Hats.UriVar, ["urn:hat:friar"]));
        bench.Ask(Romeo, IqType.Set, new Element("vCard", ForeignNamespaces.VCard, new Element("FN", ForeignNamespaces.VCard, "The orchard")));
        bench.Send(new Message(new StanzaHeader(Romeo, Address, "i1"), MessageType.Normal,
            new Element("x", MucNamespaces.User, new Element("invite", MucNamespaces.User, new XmlAttr("to", "rosaline@localhost")))));
        bench.Send(new Message(new StanzaHeader(Rosaline, Address, "d1"), MessageType.Normal,
            new Element("x", MucNamespaces.User, new Element("decline", MucNamespaces.User, new Element("reason", MucNamespaces.User, "Busy")))));
        bench.Ask(Romeo, IqType.Set, new Element("request", InviteTokens.Namespace));
        bench.Join(Rosaline, "Rosaline", new Element("password", MucNamespaces.Muc, bench.State!.Tokens.Keys.Single()));
        bench.Handle(new AccountDeleted(Rosaline.Bare));
        var text = RoomScenarioExport.Write(bench.Log, "localhost")!;
        foreach (var part in new[] { "{scansion:capture:ARCHIVE", "<moderate ", "Friar", "<vCard ", "<decline ", "# The room's slow mode changed here" }) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain("archive:", text, StringComparison.Ordinal);
        await PlayAsync(text);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Any_history_can_be_played(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < 80; i++) room.Step();
        await PlayAsync(RoomScenarioExport.Write(room.Bench.Log, "localhost")!);
    }

    private static void Command(RoomBench bench, string name, params (string, string[])[] fields) => bench.Ask(Romeo, IqType.Set,
        new Element("command", "http://jabber.org/protocol/commands", new XmlAttr("node", "urn:xmpp:hats:commands:" + name), Form("urn:xmpp:hats:commands", fields)));

    private static async Task PlayAsync(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text);
            var output = new StringWriter();
            var code = await PlayCommand.RunAsync(new PlayOptions { Paths = [file], StartServer = FreshServer.StartAsync, Pace = TimeSpan.FromMilliseconds(5) }, output, CancellationToken.None)
                .WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(code == PlayCommand.Passed, output + text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class FreshServer(CoupletHost host) : IPlayServer
    {
        public string Host => host.Endpoints[0].Address.Address.ToString();

        public int Port => host.Endpoints[0].Address.Port;

        internal static async Task<IPlayServer> StartAsync(CancellationToken cancellation)
        {
            var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = null };
            options.Storage.Kind = StorageKind.Memory;
            options.Listen.Add(IPAddress.Loopback);
            return new FreshServer(await CoupletHost.StartAsync(options, NullLoggerFactory.Instance, cancellation));
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
