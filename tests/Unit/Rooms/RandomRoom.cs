using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>People who do anything, in an order that a seed decides.</summary>
internal sealed class RandomRoom(int seed)
{
    internal static readonly Jid[] Accounts = [Romeo.Bare, Juliet.Bare, Rosaline.Bare, Jid.Parse("mercutio@localhost")];
    private static readonly string[] s_nicks = ["Romeo", "Juliet", "Rosaline", "Mercutio", "Nurse"];
    private static readonly string[] s_affiliations = ["outcast", "none", "member", "admin", "owner"];
    private static readonly string[] s_roles = ["none", "visitor", "participant", "moderator"];
    private readonly Random _random = new(seed);

    internal static IEnumerable<Jid> Sessions => Accounts.SelectMany(a => new[] { a.WithResource("desk"), a.WithResource("phone") });

    internal RoomBench Bench { get; } = new();

    internal void Step()
    {
        var who = Pick([.. Sessions]);
        var nick = Pick(s_nicks);
        switch (_random.Next(26))
        {
            case < 7:
                Bench.Join(who, nick);
                break;
            case 7:
                Bench.Leave(who, nick);
                break;
            case 8:
                Bench.Handle(new SessionGone(who, _random.Next(2) == 0));
                break;
            case 9 or 10:
                Bench.Present(who, Bench.State?.Occupants.BySession(who)?.Nick ?? nick, new Element("status", Stanza.ClientNamespace, $"s{_random.Next(3)}"),
                    new Element("priority", Stanza.ClientNamespace, $"{_random.Next(3)}"));
                break;
            case 11 or 12:
                Bench.Present(who, nick);
                break;
            case 13 or 14:
                Bench.Say(who, $"line {_random.Next(100)}");
                break;
            case 15:
                Bench.Send(new Message(new StanzaHeader(who, Address, "s"), MessageType.Groupchat, new Element("subject", Stanza.ClientNamespace, "dawn")));
                break;
            case 16:
                Bench.Send(new Message(new StanzaHeader(who, Address.WithResource(nick), "p"), MessageType.Chat, new Element("body", Stanza.ClientNamespace, "psst")));
                break;
            case 17 or 18 or 19:
                Bench.Admin(who, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Item())]);
                break;
            case 20 or 21:
                Bench.Configure(who, [Option()]);
                break;
            case 22:
                Bench.Register(who, nick);
                break;
            case 23:
                Bench.Unregister(who);
                break;
            case 24:
                Bench.Ask(who, IqType.Get, new Element("query", MucNamespaces.Admin,
                    new Element("item", MucNamespaces.Admin, new XmlAttr("affiliation", Pick(s_affiliations)))));
                break;
            default:
                Bench.Ask(who, IqType.Get, new Element("query", "jabber:iq:version"), nick: nick);
                break;
        }
    }

    private Element Item() => _random.Next(3) == 0
        ? Rank(Pick(s_nicks), Pick(s_roles))
        : Affiliate(Pick(Accounts), Pick(s_affiliations), _random.Next(3) == 0 ? Pick(s_nicks) : null);

    private (string, string[]) Option() => _random.Next(5) switch
    {
        0 => ("muc#roomconfig_membersonly", [Bit()]),
        1 => ("muc#roomconfig_moderatedroom", [Bit()]),
        2 => ("muc#roomconfig_whois", [Pick(["anyone", "moderators", "moderators"])]),
        3 => ("muc#roomconfig_persistentroom", ["1"]),
        _ => ("muc#roomconfig_presencebroadcast", [.. s_roles.Where(_ => _random.Next(4) > 0)]),
    };

    private string Bit() => _random.Next(3) == 0 ? "1" : "0";

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
