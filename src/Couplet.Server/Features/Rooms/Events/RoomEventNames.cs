namespace Couplet.Server.Features.Rooms;

/// <summary>
/// The names under which events are stored, with the version of their shape. They outlive every process: never change or reuse one;
/// a new shape gets a new version beside the old.
/// </summary>
internal static class RoomEventNames
{
    internal const string RoomCreated = "room-created.1";
    internal const string RoomUnlocked = "room-unlocked.1";
    internal const string ConfigurationChanged = "configuration-changed.1";
    internal const string OccupantJoined = "occupant-joined.1";
    internal const string OccupantLeft = "occupant-left.1";
    internal const string PresenceUpdated = "presence-updated.1";
    internal const string NickChanged = "nick-changed.1";
    internal const string RoleChanged = "role-changed.1";
    internal const string AffiliationChanged = "affiliation-changed.1";
    internal const string MessageSent = "message-sent.1";
    internal const string SubjectChanged = "subject-changed.1";
    internal const string Invited = "invited.1";
    internal const string InvitationDeclined = "invitation-declined.1";
    internal const string RegistrationRequested = "registration-requested.1";
    internal const string RegistrationRefused = "registration-refused.1";
    internal const string ServiceStopped = "service-stopped.1";
    internal const string RoomDestroyed = "room-destroyed.1";
    internal const string MessageRetracted = "message-retracted.1";
    internal const string MessageModerated = "message-moderated.1";
    internal const string HatDefined = "hat-defined.1";
    internal const string HatDestroyed = "hat-destroyed.1";
    internal const string HatAssigned = "hat-assigned.1";
    internal const string VCardChanged = "vcard-changed.1";
    internal const string TokenIssued = "token-issued.1";
    internal const string TokenUsed = "token-used.1";
    internal const string TokenRevoked = "token-revoked.1";
}
