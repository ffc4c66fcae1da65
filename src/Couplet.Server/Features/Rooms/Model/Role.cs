namespace Couplet.Server.Features.Rooms;

/// <summary>What an occupant may do during a visit (XEP-0045 §5.1), in order of rank.</summary>
internal enum Role
{
    /// <summary>Not in the room.</summary>
    None,
    /// <summary>Without voice in a moderated room.</summary>
    Visitor,
    /// <summary>With voice.</summary>
    Participant,
    /// <summary>May kick, and grant or revoke voice.</summary>
    Moderator,
}
