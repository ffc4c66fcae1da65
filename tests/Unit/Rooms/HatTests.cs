using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class HatTests
{
    private const string Host = "urn:example:hats:host";

    [Fact]
    public void A_hat_is_shown_as_long_as_it_is_worn()
    {
        var bench = WithHat();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        Run(bench, Romeo, "assign", (Hats.JidVar, Juliet.Bare.ToString()), (Hats.UriVar, Host));
        Assert.Equal("Host", HatIn(bench.Next(Juliet))!["title"]);
        bench.Join(Rosaline, "Rosaline");
        Assert.Contains(bench.All(Rosaline), s => s.From == Address.WithResource("Juliet") && HatIn(s) is not null);
        bench.Forget();
        Run(bench, Romeo, "unassign", (Hats.JidVar, Juliet.Bare.ToString()), (Hats.UriVar, Host));
        Assert.Null(HatIn(bench.Next(Rosaline)));
        Assert.Empty(bench.State!.Worn);
    }

    [Fact]
    public void A_hat_that_is_destroyed_is_off_every_head()
    {
        var bench = WithHat();
        Run(bench, Romeo, "assign", (Hats.JidVar, Romeo.Bare.ToString()), (Hats.UriVar, Host));
        bench.Forget();
        Run(bench, Romeo, "destroy", (Hats.UriVar, Host));
        Assert.Contains(bench.All(Romeo), s => s is Presence && HatIn(s) is null);
        Assert.Empty(bench.State!.Hats);
        Assert.Empty(bench.State.Worn);
    }

    [Theory]
    [InlineData("create", StanzaErrorCondition.Forbidden)]
    [InlineData("assign", StanzaErrorCondition.Forbidden)]
    [InlineData("steal", StanzaErrorCondition.ItemNotFound)]
    public void Hats_are_the_owners_business(string command, StanzaErrorCondition expected)
    {
        var bench = WithHat();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        Run(bench, Juliet, command, (Hats.JidVar, Juliet.Bare.ToString()), (Hats.UriVar, Host));
        Assert.Equal(expected, bench.Next(Juliet).Error!.Condition);
    }

    [Fact]
    public void Nobody_can_put_on_a_hat_by_presence()
    {
        var bench = WithHat();
        bench.Present(Romeo, "Romeo", new Element("hats", HatCommands.Namespace, new Element("hat", HatCommands.Namespace, new XmlAttr("uri", Host), new XmlAttr("title", "King"))));
        Assert.Null(HatIn(bench.Next(Romeo)));
    }

    [Fact]
    public void Without_a_form_the_command_asks_for_it()
    {
        var bench = WithHat();
        bench.Forget();
        bench.Ask(Romeo, IqType.Set, new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", "urn:xmpp:hats:commands:assign")));
        var command = bench.Next(Romeo).Child("command", AdHocCommandsFeature.Namespace)!;
        Assert.Equal("executing", command["status"]);
        Assert.Contains(Host, command.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no uri", "1")]
    [InlineData("urn:example:x", "361")]
    public void A_hat_has_a_uri_and_a_sensible_hue(string uri, string hue)
    {
        var bench = Open();
        Run(bench, Romeo, "create", (Hats.TitleVar, "X"), (Hats.UriVar, uri), (Hats.HueVar, hue));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Romeo).Error!.Condition);
        Assert.Empty(bench.State!.Hats);
    }

    private static Element? HatIn(Stanza stanza) => stanza.Child("hats", HatCommands.Namespace)?.Child("hat");

    private static void Run(RoomBench bench, Protocol.Addressing.Jid who, string command, params (string Var, string Value)[] fields)
        => bench.Ask(who, IqType.Set, new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", "urn:xmpp:hats:commands:" + command),
            Form("urn:xmpp:hats:commands", [.. fields.Select(f => (f.Var, new[] { f.Value }))])));

    private static RoomBench WithHat()
    {
        var bench = Open();
        Run(bench, Romeo, "create", (Hats.TitleVar, "Host"), (Hats.UriVar, Host), (Hats.HueVar, "327.2"));
        bench.Forget();
        return bench;
    }

    [Fact]
    public void Each_command_describes_itself_to_those_who_may_run_it()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        const string Node = "urn:xmpp:hats:commands:assign";
        bench.Ask(Romeo, IqType.Get, new Element("query", Server.Features.FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", Node)));
        var info = bench.NextText(Romeo);
        Assert.Contains($"node='{Node}'", info, StringComparison.Ordinal);
        Assert.Contains("<identity category='automation' name='Give a hat' type='command-node'/>", info, StringComparison.Ordinal);
        Assert.Contains("<feature var='http://jabber.org/protocol/commands'/><feature var='jabber:x:data'/>", info, StringComparison.Ordinal);
        bench.Ask(Juliet, IqType.Get, new Element("query", Server.Features.FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", Node)));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Juliet, IqType.Get, new Element("query", Server.Features.FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", "urn:xmpp:hats:commands:list")));
        Assert.Contains("'List hats'", bench.NextText(Juliet), StringComparison.Ordinal);
    }
}
