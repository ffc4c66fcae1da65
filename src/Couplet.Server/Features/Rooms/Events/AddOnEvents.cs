using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>An author took a message back (XEP-0424): what newcomers and the archive get of it from now on is a tombstone.</summary>
/// <param name="Target">The archive's id of the message that is gone.</param>
/// <param name="RetractionId">The id of the message that asked for it.</param>
internal sealed record MessageRetracted(string Target, string RetractionId) : RoomEvent;

/// <summary>A moderator took a message away (XEP-0425).</summary>
/// <param name="Target">The archive's id of the message that is gone.</param>
/// <param name="MessageId">The id of the message by which everybody is told.</param>
/// <param name="ArchiveId">The archive's id of that message.</param>
/// <param name="Moderator">The nickname of who did it; null if that one is not in the room.</param>
/// <param name="ModeratorId">XEP-0421, of who did it.</param>
/// <param name="Reason">Why, or null.</param>
internal sealed record MessageModerated(string Target, string MessageId, string ArchiveId, string? Moderator, string ModeratorId, string? Reason) : RoomEvent;

/// <summary>A hat was made or changed (XEP-0317).</summary>
internal sealed record HatDefined(Hat Hat) : RoomEvent;

/// <summary>A hat is no more; whoever wore it wears it no longer.</summary>
internal sealed record HatDestroyed(string Uri) : RoomEvent;

/// <summary>An account wears a hat from now on, or no longer.</summary>
internal sealed record HatAssigned(Jid Account, string Uri, bool Worn) : RoomEvent;

/// <summary>An owner set the room's vCard, and with it its avatar (XEP-0486).</summary>
/// <param name="Content">What stands in <c>vCard</c>; empty if there is none any more.</param>
internal sealed record VCardChanged(StanzaPayload Content) : RoomEvent;

/// <summary>A token was given out that lets those in who bring it (XEP-0488).</summary>
/// <param name="Token">The secret.</param>
/// <param name="Creator">Whose it is: a bare JID.</param>
/// <param name="Expires">Until when it counts.</param>
/// <param name="Uses">For how many, or null for any number.</param>
internal sealed record TokenIssued(string Token, Jid Creator, DateTimeOffset Expires, int? Uses) : RoomEvent;

/// <summary>Somebody came in by a token.</summary>
internal sealed record TokenUsed(string Token, Jid Account) : RoomEvent;

/// <summary>A token does not count any more.</summary>
internal sealed record TokenRevoked(string Token) : RoomEvent;
