using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms;

/// <summary>The values of a room's options. Each is read and written by one file in <c>Options/</c>.</summary>
internal sealed record RoomConfig
{
    /// <summary>What a room is before anybody configures it.</summary>
    internal static RoomConfig Default { get; } = new();

    internal string Name { get; init; } = "";
    internal string Description { get; init; } = "";
    internal string Language { get; init; } = "";
    internal string PubSubNode { get; init; } = "";
    internal ImmutableArray<string> Contacts { get; init; } = [];
    internal bool Logged { get; init; }
    internal bool OccupantsChangeSubject { get; init; }
    internal bool MembersInvite { get; init; }
    internal PrivateMessages PrivateMessages { get; init; } = PrivateMessages.Anyone;

    /// <summary>The limit of occupants; 0 for none.</summary>
    internal int MaxUsers { get; init; }

    /// <summary>The roles whose presence is shown. <see cref="Role.None"/> stands for members who are away.</summary>
    internal ImmutableHashSet<Role> PresenceBroadcast { get; init; } = [Role.Moderator, Role.Participant, Role.Visitor];

    /// <summary>The roles that may retrieve the member list.</summary>
    internal ImmutableHashSet<Role> MemberListReaders { get; init; } = [Role.Moderator, Role.Participant];
    internal bool Public { get; init; } = true;
    internal bool Persistent { get; init; }
    internal bool Moderated { get; init; }
    internal bool MembersOnly { get; init; }

    /// <summary>The password, or null where none is needed.</summary>
    internal string? Password { get; init; }
    internal WhoIs WhoIs { get; init; } = WhoIs.Moderators;

    /// <summary>How many messages a newcomer gets at most.</summary>
    internal int MaxHistory { get; init; } = 20;
    internal Registration Registration { get; init; } = Registration.Closed;

    /// <summary>Seconds to wait between messages; 0 for none (XEP-0500).</summary>
    internal int SlowMode { get; init; }

    /// <summary>Whether members who are away get the messages that mention them (XEP-0452).</summary>
    internal bool ForwardMentions { get; init; }

    /// <summary>How many mentions a message may have (XEP-0513).</summary>
    internal int MaxMentions { get; init; } = 20;

    /// <summary>Who may mention what, by the kind of it; where nothing is said, whoever has voice.</summary>
    internal ImmutableDictionary<string, MentionSenders> MentionRights { get; init; } = ImmutableDictionary<string, MentionSenders>.Empty;

    /// <summary>Whether those who have a reserved nickname must use it.</summary>
    internal bool ForceReservedNick { get; init; }
}

/// <summary>Who may discover real JIDs.</summary>
internal enum WhoIs
{
    /// <summary>Semi-anonymous.</summary>
    Moderators,
    /// <summary>Non-anonymous.</summary>
    Anyone,
}

/// <summary>Who may send private messages.</summary>
internal enum PrivateMessages
{
    /// <summary>All occupants.</summary>
    Anyone,
    /// <summary>Those who have voice.</summary>
    Participants,
    /// <summary>Moderators.</summary>
    Moderators,
    /// <summary>Nobody.</summary>
    Nobody,
}

/// <summary>Whether those without an affiliation may register (§7.10).</summary>
internal enum Registration
{
    /// <summary>No.</summary>
    Closed,
    /// <summary>They become members at once.</summary>
    Open,
    /// <summary>An admin decides (§9.9).</summary>
    Approval,
}
