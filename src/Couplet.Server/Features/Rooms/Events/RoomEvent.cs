using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>Something that happened in a room. Plain data; stored under a name that never changes (<see cref="RoomEventNames"/>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RoomCreated), RoomEventNames.RoomCreated)]
[JsonDerivedType(typeof(RoomUnlocked), RoomEventNames.RoomUnlocked)]
[JsonDerivedType(typeof(ConfigurationChanged), RoomEventNames.ConfigurationChanged)]
[JsonDerivedType(typeof(OccupantJoined), RoomEventNames.OccupantJoined)]
[JsonDerivedType(typeof(OccupantLeft), RoomEventNames.OccupantLeft)]
[JsonDerivedType(typeof(PresenceUpdated), RoomEventNames.PresenceUpdated)]
[JsonDerivedType(typeof(NickChanged), RoomEventNames.NickChanged)]
[JsonDerivedType(typeof(RoleChanged), RoomEventNames.RoleChanged)]
[JsonDerivedType(typeof(AffiliationChanged), RoomEventNames.AffiliationChanged)]
[JsonDerivedType(typeof(MessageSent), RoomEventNames.MessageSent)]
[JsonDerivedType(typeof(SubjectChanged), RoomEventNames.SubjectChanged)]
[JsonDerivedType(typeof(Invited), RoomEventNames.Invited)]
[JsonDerivedType(typeof(InvitationDeclined), RoomEventNames.InvitationDeclined)]
[JsonDerivedType(typeof(RegistrationRequested), RoomEventNames.RegistrationRequested)]
[JsonDerivedType(typeof(RegistrationRefused), RoomEventNames.RegistrationRefused)]
[JsonDerivedType(typeof(ServiceStopped), RoomEventNames.ServiceStopped)]
[JsonDerivedType(typeof(RoomDestroyed), RoomEventNames.RoomDestroyed)]
[JsonDerivedType(typeof(MessageRetracted), RoomEventNames.MessageRetracted)]
[JsonDerivedType(typeof(MessageModerated), RoomEventNames.MessageModerated)]
[JsonDerivedType(typeof(HatDefined), RoomEventNames.HatDefined)]
[JsonDerivedType(typeof(HatDestroyed), RoomEventNames.HatDestroyed)]
[JsonDerivedType(typeof(HatAssigned), RoomEventNames.HatAssigned)]
[JsonDerivedType(typeof(VCardChanged), RoomEventNames.VCardChanged)]
[JsonDerivedType(typeof(TokenIssued), RoomEventNames.TokenIssued)]
[JsonDerivedType(typeof(TokenUsed), RoomEventNames.TokenUsed)]
[JsonDerivedType(typeof(TokenRevoked), RoomEventNames.TokenRevoked)]
internal abstract record RoomEvent
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The id of the command that caused it, so that a command tried again is recognised; or null.</summary>
    public string? Cause { get; init; }
}

/// <summary>Who did something: the full JID, and the nickname if the actor was in the room.</summary>
internal sealed record Actor(Jid Jid, string? Nick);

/// <summary>The values of one option, under the name of its field.</summary>
internal sealed record OptionValue(string Var, ImmutableArray<string> Values);

/// <summary>The role that an occupant has from now on; <see cref="Role.None"/> when removed from the room.</summary>
internal sealed record RoleAssignment(string Nick, Role Role);

/// <summary>What a newcomer wants to hear of the past (XEP-0045 §7.2.14); null where there is no limit.</summary>
internal sealed record HistoryRequest(int? MaxChars, int? MaxStanzas, DateTimeOffset? Since);
