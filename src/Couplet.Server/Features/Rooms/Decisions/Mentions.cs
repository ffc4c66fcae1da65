using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>
/// Registered members who are away get the messages that mention them (XEP-0452), be it by a reference (XEP-0372) or explicitly
/// (XEP-0513). Who registers a nickname opts in; who gives it up opts out.
/// </summary>
internal static class Mentions
{
    /// <summary>XEP-0452.</summary>
    internal const string Notification = "urn:xmpp:mmn:0";

    /// <summary>XEP-0372.</summary>
    internal const string Reference = "urn:xmpp:reference:0";

    /// <summary>XEP-0513.</summary>
    internal const string Explicit = "urn:xmpp:mentions:0";

    private const int MostMentions = 20;

    /// <summary>Forwards what has just been said to those whom it concerns.</summary>
    internal static void Notify(RoomTurn turn, MessageSent said)
    {
        var room = turn.Room;
        if (!room.Config.ForwardMentions) return;
        ImmutableArray<Element> mentions = [.. said.Payload.Nodes.OfType<Element>().Where(IsMention)];
        if (mentions.IsEmpty || mentions.Length > MostMentions) return;
        var sender = said.Session.Bare;
        var named = mentions.Select(m => Named(room, m)).Where(j => !j.IsEmpty).ToHashSet();
        var ids = mentions.Select(m => m["occupantid"]).Where(i => i is not null).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<Jid> away =
        [
            .. room.Affiliations
                .Where(a => a.Value is { Affiliation: >= Affiliation.Member, Nick: not null } && a.Key != sender
                    && (named.Contains(a.Key) || (ids.Count > 0 && ids.Contains(turn.Context.OccupantId(a.Key)))))
                .Select(a => a.Key)
                .Where(account => !room.Occupants.OfAccount(account).Any()),
        ];
        if (!away.IsEmpty) turn.Deliver(new RoomDelivery(Forward(room, said, turn.Context.Now), away));
    }

    private static bool IsMention(Element e) => e switch
    {
        { Name: "reference", Namespace: Reference } => e["type"] == "mention",
        // Those of groups are not about who is away; nor are those that ask for nobody to be disturbed, or only who is there.
        { Name: "mention", Namespace: Explicit } => e["mentions"] is null && e.Child("noping") is null && e.Child("active") is null,
        _ => false,
    };

    /// <summary>The account that a mention names by its address or by its nickname's address in the room; absent if none.</summary>
    private static Jid Named(RoomState room, Element mention)
    {
        var text = mention["jid"] ?? (mention["uri"] is { } uri && uri.StartsWith("xmpp:", StringComparison.Ordinal) ? Uri.UnescapeDataString(uri[5..].Split('?')[0]) : null);
        if (!Jid.TryParse(text, out var jid)) return default;
        return jid.Bare == room.Room ? jid.Resource is { } nick ? room.ReserverOf(nick) : default : jid.Bare;
    }

    private static Message Forward(RoomState room, MessageSent said, DateTimeOffset now)
        => new(new StanzaHeader(room.Room, default), MessageType.Normal,
            new Element("mentions", Notification, new Element("forwarded", ArchiveProtocol.Forward,
                new Element("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("stamp", Words.Stamp(now))),
                MessageView.Archived(said, room).WithAddresses(room.Room.WithResource(said.Nick), room.Room).ToElement())),
            new Element("store", ForeignNamespaces.Hints));
}
