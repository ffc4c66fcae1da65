using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms.Snapshots;

/// <summary>A room's state as plain data: what a snapshot holds. Lists are sorted, so that equal states have equal bytes.</summary>
internal sealed record RoomSnapshot
{
    public required Jid Room { get; init; }
    public required Jid Creator { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public bool Locked { get; init; }
    public long Sequence { get; init; }

    /// <summary>The options that differ from <see cref="RoomConfig.Default"/>.</summary>
    public ImmutableArray<OptionValue> Options { get; init; } = [];
    public ImmutableArray<StoredAffiliation> Affiliations { get; init; } = [];
    public ImmutableArray<StoredName> ReservedNicks { get; init; } = [];
    public ImmutableArray<StoredOccupant> Occupants { get; init; } = [];
    public RoomSubject? Subject { get; init; }
    public ImmutableArray<HistoricMessage> History { get; init; } = [];
    public ImmutableArray<StoredInvitation> Invitations { get; init; } = [];
    public ImmutableArray<StoredName> PendingRegistrations { get; init; } = [];
    public ImmutableArray<StoredVoice> Voices { get; init; } = [];

    public ImmutableArray<StoredPace> Paces { get; init; } = [];
    public Activity? Activity { get; init; }
    public long ListVersion { get; init; }
    public ImmutableArray<ListChange> ListChanges { get; init; } = [];
    public ImmutableArray<Hat> Hats { get; init; } = [];
    public ImmutableArray<StoredHats> Worn { get; init; } = [];
    public StanzaPayload? VCard { get; init; }
    public ImmutableArray<StoredToken> Tokens { get; init; } = [];
    public Tombstone? Tombstone { get; init; }
}

/// <summary>Whether an account has voice where that is not what its affiliation brings.</summary>
internal sealed record StoredVoice(Jid Account, Role Role);

/// <summary>How fast an account speaks.</summary>
internal sealed record StoredPace(Jid Account, Pace Pace);

/// <summary>The hats that an account wears.</summary>
internal sealed record StoredHats(Jid Account, ImmutableArray<string> Uris);

/// <summary>A token that lets in.</summary>
internal sealed record StoredToken(string Token, InviteToken Terms);

/// <summary>A line of the lists.</summary>
internal sealed record StoredAffiliation(Jid Account, Affiliation Affiliation, string? Nick, string? Reason);

/// <summary>A nickname and whose it is.</summary>
internal sealed record StoredName(string Nick, Jid Account);

/// <summary>Who invited whom.</summary>
internal sealed record StoredInvitation(Jid Invitee, Jid Inviter);

/// <summary>An occupant.</summary>
internal sealed record StoredOccupant(string Nick, Jid Account, Role Role, string OccupantId, ImmutableArray<OccupantSession> Sessions);
