using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Rooms.Decisions;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>Who is in the room, for those who are in it (XEP-0045 §6.5); to others that is nobody's business.</summary>
internal static class RoomItems
{
    internal static void Answer(RoomTurn turn, Iq iq, Element query)
    {
        var room = turn.Room;
        if (query["node"] == AdHocCommandsFeature.Namespace)
        {
            turn.Reply(iq.ToResult(new Element("query", DiscoFeature.ItemsNamespace, new XmlAttr("node", AdHocCommandsFeature.Namespace),
                HatCommands.All.Where(c => HatCommands.IsAllowed(turn, iq, c.Node)).Select(c => new Element("item", DiscoFeature.ItemsNamespace,
                    new XmlAttr("jid", room.Room.ToString()), new XmlAttr("node", c.Node), new XmlAttr("name", c.Name))))));
            return;
        }
        var asker = room.Occupants.BySession(iq.From);
        turn.Reply(iq.ToResult(new Element("query", DiscoFeature.ItemsNamespace,
            query["node"] is { } node ? new XmlAttr("node", node) : null,
            asker is null ? null : room.Occupants.All
                .Where(o => ReferenceEquals(o, asker) || room.Shows(o.Role))
                .OrderBy(o => o.Nick, StringComparer.Ordinal)
                .Select(o => new Element("item", DiscoFeature.ItemsNamespace, new XmlAttr("jid", room.Room.WithResource(o.Nick).ToString()))))));
    }
}
