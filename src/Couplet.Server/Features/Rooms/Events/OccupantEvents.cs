using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>A session entered, alone or beside others of its account under the same nickname (§7.2).</summary>
/// <param name="Session">The full JID.</param>
/// <param name="Nick">As the room shows it.</param>
/// <param name="Role">The occupant's.</param>
/// <param name="OccupantId">XEP-0421.</param>
/// <param name="Presence">What it sent.</param>
/// <param name="Priority">RFC 6121 §4.7.2.3.</param>
/// <param name="StanzaId">The id it gave its presence, or null.</param>
/// <param name="NickAssigned">Whether the room chose another nickname than the one asked for (210).</param>
/// <param name="Created">Whether the room came into being by this (201).</param>
/// <param name="History">What it wants to hear of the past.</param>
/// <param name="ListsSince">Which version of the lists it has (XEP-0463): empty for none, null if it does not keep any.</param>
internal sealed record OccupantJoined(Jid Session, string Nick, Role Role, string OccupantId, StanzaPayload Presence, int Priority, string? StanzaId,
    bool NickAssigned, bool Created, HistoryRequest? History, string? ListsSince = null) : RoomEvent;

/// <summary>A session left; its occupant with it if it was the last (§7.14).</summary>
/// <param name="Session">The full JID.</param>
/// <param name="Presence">The farewell.</param>
/// <param name="StanzaId">The id of the farewell, or null.</param>
/// <param name="Technical">Whether it was lost by an error or a time-out (333).</param>
internal sealed record OccupantLeft(Jid Session, StanzaPayload Presence, string? StanzaId, bool Technical) : RoomEvent;

/// <summary>A session sent new presence (§7.7).</summary>
/// <param name="Session">The full JID.</param>
/// <param name="Presence">What it sent.</param>
/// <param name="Priority">RFC 6121 §4.7.2.3.</param>
/// <param name="StanzaId">The id it gave its presence, or null.</param>
/// <param name="Rejoined">Whether it entered again, and so gets the whole room and in it its own presence (§17.3.3).</param>
/// <param name="KeepsLists">Whether it keeps a copy of the lists from now on (XEP-0463); null if it does as before.</param>
internal sealed record PresenceUpdated(Jid Session, StanzaPayload Presence, int Priority, string? StanzaId, bool Rejoined = false, bool? KeepsLists = null) : RoomEvent;

/// <summary>A session took another nickname, free or already its account's (§7.6).</summary>
/// <param name="Session">The full JID.</param>
/// <param name="Nick">The new one.</param>
/// <param name="Role">The role under the new nickname.</param>
/// <param name="Presence">What it sent.</param>
/// <param name="Priority">RFC 6121 §4.7.2.3.</param>
/// <param name="StanzaId">The id it gave its presence, or null.</param>
/// <param name="NickAssigned">Whether the room chose another nickname than the one asked for (210).</param>
internal sealed record NickChanged(Jid Session, string Nick, Role Role, StanzaPayload Presence, int Priority, string? StanzaId, bool NickAssigned) : RoomEvent;

/// <summary>An occupant's role changed, or the occupant was removed (§8.2 to §8.4, §9.6, §9.7).</summary>
/// <param name="Nick">Whose.</param>
/// <param name="Role">The new one; none removes.</param>
/// <param name="Code">The status code of a removal (307, 322), or null.</param>
/// <param name="Actor">Who did it; null if the room itself.</param>
/// <param name="Reason">Why, or null.</param>
internal sealed record RoleChanged(string Nick, Role Role, int? Code, Actor? Actor, string? Reason) : RoomEvent;
