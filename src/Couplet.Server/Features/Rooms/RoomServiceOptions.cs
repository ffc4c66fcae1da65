using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using RoomBehavior = Couplet.Server.Hosting.RoomBehavior;

namespace Couplet.Server.Features.Rooms;

/// <summary>What the operator decides for all rooms of a service.</summary>
internal sealed record RoomServiceOptions
{
    /// <summary>Which edition of the service's behaviour is spoken (<c>Rooms:Behavior</c>).</summary>
    internal RoomBehavior Behavior { get; init; } = RoomBehavior.Current;

    /// <summary>Who may create rooms: any bare JID for which this is true.</summary>
    internal Func<Jid, bool> MayCreate { get; init; } = _ => true;

    /// <summary>Whether a new room stays closed to others until its creator has configured it (XEP-0045 §10.1).</summary>
    internal bool LockNewRooms { get; init; } = true;

    /// <summary>The bare JIDs that count as owners of every room.</summary>
    internal ImmutableHashSet<Jid> Admins { get; init; } = [];

    /// <summary>Whether an address counts as owner of every room, beside <see cref="Admins"/>.</summary>
    internal Func<Jid, bool> IsAdmin { get; init; } = static _ => false;

    /// <summary>What new rooms are like.</summary>
    internal RoomConfig DefaultConfig { get; init; } = RoomConfig.Default;

    /// <summary>The limit of occupants in one room; admins and owners may always enter.</summary>
    internal int MaxOccupants { get; init; } = 10_000;

    /// <summary>The limit of accounts on the lists of one room.</summary>
    internal int MaxAffiliations { get; init; } = 10_000;

    /// <summary>Whether rooms have an archive that can be asked (<c>Rooms:Archive</c>).</summary>
    internal bool Archive { get; init; } = true;

    /// <summary>The limit of messages that a newcomer gets, whatever a room allows.</summary>
    internal int MaxHistory { get; init; } = int.MaxValue;

    /// <summary>The limit of a subject, in characters.</summary>
    internal int MaxSubjectLength { get; init; } = 4096;

    /// <summary>Messages per second of one account in a room, over time; 0 for no limit.</summary>
    internal int MessagesPerSecond { get; init; }

    /// <summary>The limit of a room's vCard, in characters.</summary>
    internal int MaxVCardLength { get; init; } = 256 * 1024;

    /// <summary>The limit of a nickname, in characters.</summary>
    internal int MaxNickLength { get; init; } = 256;

    /// <summary>Whether nicknames must match Resourceprep, and with it Unicode 3.2 (XEP-0045 §17.1).</summary>
    internal bool StrictNicknames { get; init; } = true;

    /// <summary>How long the name of a destroyed persistent room stays reserved.</summary>
    internal TimeSpan TombstoneLifetime { get; init; } = TimeSpan.FromDays(1);
}
