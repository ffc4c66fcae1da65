using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>People who talk, and take it back.</summary>
internal sealed class RandomTalk(RoomBench bench, Chance chance)
{
    private int _lines;

    internal IEnumerable<(int, Action<Jid, string>)> All =>
    [
        (8, (who, _) => bench.Say(who, Line())),
        (1, (who, _) => bench.Say(who, Line(), new Element("no-store", ForeignNamespaces.Hints))),
        (2, (who, _) => bench.Say(who, Line(), Mention())),
        (1, (who, _) => bench.Say(who, Line(), new Element("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("from", "witch@cave.example"), new XmlAttr("stamp", "2004-09-29T01:54:37Z")))),
        (2, (who, _) => bench.Send(new Message(new StanzaHeader(who, Address, "s"), MessageType.Groupchat, new Element("subject", Stanza.ClientNamespace, Line())))),
        (3, (who, nick) => bench.Send(new Message(new StanzaHeader(who, Address.WithResource(nick), "p"), MessageType.Chat, Body()))),
        (1, (who, nick) => bench.Send(new Message(new StanzaHeader(who, Address.WithResource(nick), "p"), MessageType.Groupchat, Body()))),
        (4, (who, nick) => bench.Send(new Message(new StanzaHeader(who, Address.WithResource(nick), chance.Pick(["p", "m1"])), MessageType.Error, Error(who)))),
        (1, (who, _) => bench.Send(new Message(new StanzaHeader(who, Address, "e"), MessageType.Error, chance.Pick(s_errors).ToElement()))),
        (3, (who, _) => bench.Send(new Message(new StanzaHeader(who, Address, "r"), MessageType.Groupchat, new Element("retract", MessageTraits.Retraction, new XmlAttr("id", Said()))))),
        (3, (who, _) => bench.Ask(who, IqType.Set, new Element("moderate", Tombstones.Moderation, new XmlAttr("id", Said()), new Element("retract", MessageTraits.Retraction)))),
    ];

    private static readonly StanzaError[] s_errors = [StanzaError.RecipientUnavailable(), StanzaError.RemoteServerNotFound(), StanzaError.Forbidden(), StanzaError.FeatureNotImplemented()];

    /// <summary>As servers write errors: with the address of who is meant.</summary>
    private Element Error(Jid who) => (chance.Pick(s_errors) with { By = who.Bare, Text = $"{who} cannot be reached" }).ToElement();

    private string Line() => $"line {++_lines}.";

    private Element Body() => new("body", Stanza.ClientNamespace, Line());

    private string Said() => bench.State is { History: { IsEmpty: false } history } ? chance.Pick(history).ArchiveId : "a1";

    private Element Mention() => chance.OneIn(2)
        ? new Element("mention", Mentions.Explicit, new XmlAttr("occupantid", bench.Context.OccupantId(chance.Pick(RandomRoom.Accounts))))
        : new Element("mention", Mentions.Explicit, new XmlAttr("jid", Address.WithResource(chance.Pick(RandomRoom.Nicks)).ToString()));
}
