using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>Questions to the room and to its occupants, by everybody.</summary>
internal sealed class RandomQuestions(RoomBench bench, Chance chance)
{
    private static readonly string[] s_lists = ["outcast", "member", "admin", "owner", "none"];
    private static readonly string[] s_roles = ["visitor", "participant", "moderator", "none"];

    internal IEnumerable<(int, Action<Jid, string>)> All =>
    [
        (2, (who, _) => bench.Ask(who, IqType.Get, new Element("query", MucNamespaces.Admin, new Element("item", MucNamespaces.Admin, new XmlAttr("affiliation", chance.Pick(s_lists)))))),
        (1, (who, _) => bench.Ask(who, IqType.Get, new Element("query", MucNamespaces.Admin, new Element("item", MucNamespaces.Admin, new XmlAttr("role", chance.Pick(s_roles)))))),
        (1, (who, _) => bench.Ask(who, IqType.Get, new Element("query", MucNamespaces.Owner))),
        (1, (who, _) => bench.Ask(who, IqType.Get, new Element("query", ForeignNamespaces.Register))),
        (2, (who, _) => bench.Ask(who, IqType.Get, new Element("query", chance.Pick([FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace]), Node()))),
        (1, (who, _) => bench.Ask(who, IqType.Get, new Element("tokens", InviteTokens.Namespace))),
        (1, (who, _) => bench.Ask(who, IqType.Get, new Element("vCard", ForeignNamespaces.VCard))),
        (1, (who, _) => bench.Ask(who, IqType.Set, new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", "urn:xmpp:hats:commands:" + chance.Pick(["list", "list-assigned"]))))),
        (1, (who, nick) => bench.Ask(who, IqType.Get, new Element("ping", PingFeature.Namespace), nick: nick)),
        (2, (who, nick) => bench.Ask(who, IqType.Get, new Element("query", "jabber:iq:version"), nick: nick)),
        (2, Answer),
    ];

    private XmlAttr? Node() => chance.Pick<string?>([null, null, MucNamespaces.ReservedNickNode, MucNamespaces.TrafficNode, AdHocCommandsFeature.Namespace, "urn:xmpp:hats:commands:assign"]) is { } node
        ? new XmlAttr("node", node)
        : null;

    /// <summary>Somebody answers, or pretends to answer, a question that an occupant may have asked.</summary>
    private void Answer(Jid who, string nick)
    {
        var header = new StanzaHeader(who, Address.WithResource(nick), $"{Handle()}.{Handle()}.iq1");
        bench.Send(chance.OneIn(2)
            ? new Iq(header, IqType.Result, new Element("query", "jabber:iq:version"))
            : new Iq(header, IqType.Error, (StanzaError.ServiceUnavailable($"{who} is away") with { By = who.Bare }).ToElement()));
    }

    private long Handle() => bench.State is { Occupants.Count: > 0 } room ? chance.Pick(chance.Pick(room.Occupants.All).Sessions).Handle : 1;
}
