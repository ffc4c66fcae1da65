using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>The room came into being, with one owner (§10.1).</summary>
internal sealed record RoomCreated(Jid Room, Jid Creator, bool Locked, ImmutableArray<OptionValue> Options) : RoomEvent;

/// <summary>The creator accepted the first configuration: others may enter.</summary>
internal sealed record RoomUnlocked : RoomEvent;

/// <summary>Options changed (§10.2); only those that did.</summary>
internal sealed record ConfigurationChanged(ImmutableArray<OptionValue> Options, Actor? Actor) : RoomEvent;

/// <summary>An account's affiliation or reserved nickname was set.</summary>
/// <param name="Account">A bare JID, or a domain for a ban.</param>
/// <param name="Affiliation">From now on.</param>
/// <param name="Nick">The reserved nickname from now on, or null.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Actor">Who did it; null if the account itself or the room.</param>
/// <param name="Roles">The account's occupants, with their roles from now on.</param>
/// <param name="Code">The status code for those who are removed (301, 321), or null.</param>
/// <param name="Announce">Whether those in the room are told although the account is not there.</param>
/// <param name="Notify">Whether the account is told although it is not there (101).</param>
internal sealed record AffiliationChanged(Jid Account, Affiliation Affiliation, string? Nick, string? Reason, Actor? Actor,
    ImmutableArray<RoleAssignment> Roles, int? Code, bool Announce, bool Notify) : RoomEvent;

/// <summary>Something was said to everybody (§7.4).</summary>
/// <param name="Session">Who sent it.</param>
/// <param name="Nick">Under which nickname.</param>
/// <param name="OccupantId">XEP-0421.</param>
/// <param name="MessageId">The id the sender gave it, or null.</param>
/// <param name="ArchiveId">Its id in the archive (XEP-0359).</param>
/// <param name="Lang"><c>xml:lang</c>, or null.</param>
/// <param name="Payload">The content, without forged metadata.</param>
/// <param name="Historic">Whether newcomers and the archive get it.</param>
/// <param name="NonAnonymous">True where everybody in the room saw real JIDs when it was said; null where not, or where an older version wrote the event.</param>
/// <param name="Prior">True where an owner brought it from an earlier conversation, with its own time (§7.9); else null.</param>
internal sealed record MessageSent(Jid Session, string Nick, string OccupantId, string? MessageId, string ArchiveId, string? Lang,
    StanzaPayload Payload, bool Historic, bool? NonAnonymous = null, bool? Prior = null) : RoomEvent;

/// <summary>The subject was set or cleared (§8.1). The parameters are those of <see cref="MessageSent"/>.</summary>
internal sealed record SubjectChanged(Jid Session, string Nick, string OccupantId, string? MessageId, string ArchiveId, string? Lang,
    StanzaPayload Payload) : RoomEvent;

/// <summary>Somebody was invited through the room (§7.8.2).</summary>
/// <param name="Inviter">The full JID of the inviter.</param>
/// <param name="Invitee">Whom: usually a bare JID.</param>
/// <param name="MessageId">The id of the message, or null.</param>
/// <param name="Payload">The content of <c>invite</c>: reason, continuation.</param>
internal sealed record Invited(Jid Inviter, Jid Invitee, string? MessageId, StanzaPayload Payload) : RoomEvent;

/// <summary>An invitation was declined (§7.8.2).</summary>
internal sealed record InvitationDeclined(Jid Invitee, Jid Inviter, string? MessageId, StanzaPayload Payload) : RoomEvent;

/// <summary>A registration waits for an admin (§9.9).</summary>
internal sealed record RegistrationRequested(Jid Account, string Nick) : RoomEvent;

/// <summary>An admin refused a registration (§9.9).</summary>
internal sealed record RegistrationRefused(Jid Account, Actor? Actor) : RoomEvent;

/// <summary>The service stopped; all occupants were removed (332).</summary>
internal sealed record ServiceStopped : RoomEvent;

/// <summary>The room ended (§10.9).</summary>
/// <param name="Reason">Why, or null.</param>
/// <param name="Venue">Where to go instead; may be absent.</param>
/// <param name="Password">The password of the other venue, or null.</param>
/// <param name="Buried">Whether the name is kept from reuse for a while.</param>
internal sealed record RoomDestroyed(string? Reason, Jid Venue, string? Password, bool Buried) : RoomEvent;
