namespace Couplet.Server.Features.Rooms;

/// <summary>A long-lived association with a room (XEP-0045 §5.2), in order of rank.</summary>
internal enum Affiliation
{
    /// <summary>Banned.</summary>
    Outcast,
    /// <summary>No affiliation.</summary>
    None,
    /// <summary>On the member list.</summary>
    Member,
    /// <summary>May change the lists of members and outcasts.</summary>
    Admin,
    /// <summary>May do everything.</summary>
    Owner,
}
