using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.View;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>People who come and go.</summary>
internal sealed class RandomVisits(RoomBench bench, Chance chance)
{
    private static readonly StanzaError[] s_errors = [StanzaError.Gone(null, null), StanzaError.RecipientUnavailable(), StanzaError.ServiceUnavailable(), StanzaError.ItemNotFound()];

    internal IEnumerable<(int, Action<Jid, string>)> All =>
    [
        (20, (who, nick) => bench.Join(who, nick, Entry())),
        (4, Leave),
        (2, (who, _) => bench.Handle(new SessionGone(who, chance.OneIn(2)))),
        (1, (who, _) => bench.Handle(chance.OneIn(4) ? new AccountDeleted(who.Bare) : new SessionGone(who, true))),
        (1, (who, _) => bench.Handle(chance.OneIn(20) ? new Shutdown([]) : new SessionGone(who, false))),
        (6, (who, nick) => bench.Present(who, NickOf(who) ?? nick, Mood())),
        (4, (who, nick) => bench.Present(who, nick, Mood())),
        (1, (who, _) => bench.Send(new Presence(new StanzaHeader(who, Address), PresenceType.Available, Mood()))),
        (2, (who, nick) => bench.Send(new Presence(new StanzaHeader(who, Address.WithResource(nick)), PresenceType.Error, s_errors[chance.Below(s_errors.Length)].ToElement()))),
    ];

    private string? NickOf(Jid who) => bench.State?.Occupants.BySession(who)?.Nick;

    private void Leave(Jid who, string nick)
        => bench.Send(new Presence(new StanzaHeader(who, Address.WithResource(nick), "bye"), PresenceType.Unavailable, new Element("status", Stanza.ClientNamespace, "bye")));

    private object[] Entry()
    {
        var word = chance.OneIn(4) && bench.State is { Tokens.IsEmpty: false } room ? chance.Pick([.. room.Tokens.Keys.Order(StringComparer.Ordinal)]) : "secret";
        var x = new List<object>();
        if (chance.OneIn(2)) x.Add(new Element("password", MucNamespaces.Muc, word));
        if (chance.OneIn(4)) x.Add(new Element("history", MucNamespaces.Muc, new XmlAttr(chance.Pick(["maxstanzas", "maxchars", "seconds"]), $"{chance.Below(300)}")));
        if (chance.OneIn(4)) x.Add(new Element("mav", ListVersions.Namespace, bench.State is { } s && chance.OneIn(2) ? new XmlAttr("since", ListVersions.Name(s, Math.Max(0, s.ListVersion - chance.Below(9)))) : null));
        return [.. x];
    }

    private ImmutableArray<object> Mood() =>
    [
        new Element("status", Stanza.ClientNamespace, $"s{chance.Below(3)}"), new Element("priority", Stanza.ClientNamespace, $"{chance.Below(3)}"),
        new Element("occupant-id", MucNamespaces.OccupantId, new XmlAttr("id", "forged")),
        new Element("x", MucNamespaces.User, new Element("status", MucNamespaces.User, new XmlAttr("code", "110"))),
    ];
}
