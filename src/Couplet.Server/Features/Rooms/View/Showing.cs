using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>
/// An occupant's presence as the room shows it, in the few variants that different viewers get. The order of what stands in
/// <c>muc#user</c> is part of the protocol: status codes, item, 110.
/// </summary>
internal sealed record Showing
{
    internal required Jid From { get; init; }
    internal PresenceType Type { get; init; }
    internal StanzaPayload Payload { get; init; } = StanzaPayload.Empty;
    internal Affiliation Affiliation { get; init; }
    internal Role Role { get; init; }

    /// <summary>The real JID; absent where nobody is told.</summary>
    internal Jid Jid { get; init; }

    /// <summary>The nickname named in the item: the next one (303), or that of a member who is away.</summary>
    internal string? ItemNick { get; init; }
    internal Actor? Actor { get; init; }
    internal string? Reason { get; init; }

    /// <summary>The codes that explain the event to everybody.</summary>
    internal ImmutableArray<int> Codes { get; init; } = [];
    internal string? OccupantId { get; init; }

    /// <summary>The version of the lists, for one who keeps them (XEP-0463), or null.</summary>
    internal Element? Mark { get; init; }

    /// <summary>The hats that are worn (XEP-0317), or null.</summary>
    internal Element? Hats { get; init; }

    /// <summary>An occupant as present.</summary>
    internal static Showing Available(RoomState state, Occupant occupant) => new()
    {
        From = state.Room.WithResource(occupant.Nick),
        Payload = occupant.Shown.Presence,
        Affiliation = state.AffiliationOf(occupant.Account),
        Role = occupant.Role,
        Jid = occupant.Shown.Jid,
        OccupantId = occupant.OccupantId,
        Hats = HatView.Of(state, occupant.Account),
    };

    /// <summary>An occupant as gone; <paramref name="state"/> says what it is to the room by now.</summary>
    internal static Showing Gone(RoomState state, Occupant occupant) => Available(state, occupant) with
    {
        Type = PresenceType.Unavailable,
        Payload = StanzaPayload.Empty,
        Role = Role.None,
        Hats = null,
    };

    /// <summary>For one who may not see real JIDs.</summary>
    internal Presence ForOthers() => Build(Item(false, false), [], false, null);

    /// <summary>For one who may see real JIDs.</summary>
    internal Presence ForThoseWhoSeeJids() => Build(Item(true, true), [], false, null);

    /// <summary>For the occupant itself, who sees its own JID but only the nickname of the actor.</summary>
    internal Presence ForSelf(IEnumerable<int> codes, string? id = null) => Build(Item(true, false), codes, true, id);

    private Element Item(bool jid, bool actorJid) => new("item", MucNamespaces.User,
        new XmlAttr("affiliation", Words.Of(Affiliation)),
        jid && !Jid.IsEmpty ? new XmlAttr("jid", Jid.ToString()) : null,
        ItemNick is null ? null : new XmlAttr("nick", ItemNick),
        new XmlAttr("role", Words.Of(Role)),
        Actor is null || (!actorJid && Actor.Nick is null) ? null : new Element("actor", MucNamespaces.User,
            actorJid ? new XmlAttr("jid", Actor.Jid.ToString()) : null,
            Actor.Nick is null ? null : new XmlAttr("nick", Actor.Nick)),
        Reason is null ? null : new Element("reason", MucNamespaces.User, Reason));

    private Presence Build(Element item, IEnumerable<int> more, bool self, string? id)
    {
        var x = new Element("x", MucNamespaces.User, Codes.Concat(more).Distinct().Order().Select(Status), Mark, item, self ? Status(110) : null);
        var content = Payload.Nodes.Add(x);
        if (Hats is not null) content = content.Add(Hats);
        if (OccupantId is not null) content = content.Add(new Element("occupant-id", MucNamespaces.OccupantId, new XmlAttr("id", OccupantId)));
        return new Presence(new StanzaHeader(From, default, id), Type, content);
    }

    internal static Element Status(int code) => new("status", MucNamespaces.User, new XmlAttr("code", Words.Number(code)));
}
