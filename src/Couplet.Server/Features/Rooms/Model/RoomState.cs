using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms;

/// <summary>A room at one moment: what its events make of it (<see cref="RoomFold"/>), and nothing else.</summary>
internal sealed record RoomState
{
    /// <summary>How many messages are kept for newcomers; the archive has them all.</summary>
    internal const int HistoryCapacity = 100;

    /// <summary>How many invitations, and how many requests, the room remembers at a time.</summary>
    internal const int PendingCapacity = 1000;

    /// <summary>The room's bare JID.</summary>
    internal required Jid Room { get; init; }

    /// <summary>Who created it: a bare JID.</summary>
    internal required Jid Creator { get; init; }

    /// <summary>When.</summary>
    internal DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it waits for its first configuration: nobody but the creator may enter (XEP-0045 §10.1.1).</summary>
    internal bool Locked { get; init; }

    /// <summary>The number of the last event applied; the first is 1.</summary>
    internal long Sequence { get; init; }

    /// <summary>The options.</summary>
    internal RoomConfig Config { get; init; } = RoomConfig.Default;

    /// <summary>Owners, admins, members and outcasts, by bare JID; outcasts also by domain.</summary>
    internal ImmutableDictionary<Jid, AffiliationEntry> Affiliations { get; init; } = ImmutableDictionary<Jid, AffiliationEntry>.Empty;

    /// <summary>Whose each reserved nickname is, by <see cref="Nickname.Key"/>.</summary>
    internal ImmutableDictionary<string, Jid> ReservedNicks { get; init; } = ImmutableDictionary<string, Jid>.Empty;

    /// <summary>Who is in the room.</summary>
    internal OccupantTable Occupants { get; init; } = OccupantTable.Empty;

    /// <summary>The subject; null if there never was one.</summary>
    internal RoomSubject? Subject { get; init; }

    /// <summary>The last messages, oldest first.</summary>
    internal ImmutableArray<HistoricMessage> History { get; init; } = [];

    /// <summary>Invitations that may still be declined: who invited whom, by the invitee's bare JID.</summary>
    internal ImmutableDictionary<Jid, Jid> Invitations { get; init; } = ImmutableDictionary<Jid, Jid>.Empty;

    /// <summary>Registrations that wait for approval (§9.9): the wanted nickname by bare JID.</summary>
    internal ImmutableDictionary<Jid, string> PendingRegistrations { get; init; } = ImmutableDictionary<Jid, string>.Empty;

    /// <summary>Voice granted to accounts, or taken from them, in a moderated room: kept across their visits (XEP-0045 §5.1).</summary>
    internal ImmutableDictionary<Jid, Role> Voices { get; init; } = ImmutableDictionary<Jid, Role>.Empty;

    /// <summary>How fast accounts have been speaking lately.</summary>
    internal ImmutableDictionary<Jid, Pace> Paces { get; init; } = ImmutableDictionary<Jid, Pace>.Empty;

    /// <summary>How much is said (XEP-0502).</summary>
    internal Activity Activity { get; init; } = Activity.None;

    /// <summary>The number of the event that last changed the lists (XEP-0463).</summary>
    internal long ListVersion { get; init; }

    /// <summary>The last changes of the lists, oldest first.</summary>
    internal ImmutableList<ListChange> ListChanges { get; init; } = [];

    /// <summary>The hats there are, by URI (XEP-0317).</summary>
    internal ImmutableDictionary<string, Hat> Hats { get; init; } = ImmutableDictionary<string, Hat>.Empty;

    /// <summary>Which hats each account wears.</summary>
    internal ImmutableDictionary<Jid, ImmutableArray<string>> Worn { get; init; } = ImmutableDictionary<Jid, ImmutableArray<string>>.Empty;

    /// <summary>The room's vCard, or null.</summary>
    internal RoomVCard? VCard { get; init; }

    /// <summary>The tokens that let in (XEP-0488).</summary>
    internal ImmutableDictionary<string, InviteToken> Tokens { get; init; } = ImmutableDictionary<string, InviteToken>.Empty;

    /// <summary>Set once the room has been destroyed and its name is kept from reuse for a while.</summary>
    internal Tombstone? Tombstone { get; init; }

    /// <summary>What the account is to the room. A ban of its domain counts where nothing is said of the account itself (§9.2).</summary>
    internal Affiliation AffiliationOf(Jid jid)
    {
        if (Affiliations.TryGetValue(jid.Bare, out var entry)) return entry.Affiliation;
        return IsDomainBanned(jid) ? Affiliation.Outcast : Affiliation.None;
    }

    /// <summary>Whether the domain of the account is banned as a whole.</summary>
    internal bool IsDomainBanned(Jid jid)
        => Jid.TryCreate(null, jid.Domain, null, out var domain) && Affiliations.TryGetValue(domain, out var ban) && ban.Affiliation == Affiliation.Outcast;

    /// <summary>The nickname reserved for the account, or null.</summary>
    internal string? ReservedNickOf(Jid account) => Affiliations.TryGetValue(account.Bare, out var entry) ? entry.Nick : null;

    /// <summary>Whose reserved nickname this is; the absent address if nobody's.</summary>
    internal Jid ReserverOf(string nick) => ReservedNicks.GetValueOrDefault(Nickname.Key(nick));

    /// <summary>Whether everybody may see real JIDs.</summary>
    internal bool IsNonAnonymous => Config.WhoIs == WhoIs.Anyone;

    /// <summary>Whether one who has this role may see real JIDs.</summary>
    internal bool SeesJids(Role role) => IsNonAnonymous || role == Role.Moderator;

    /// <summary>Whether the presence of occupants in this role is shown to others.</summary>
    internal bool Shows(Role role) => Config.PresenceBroadcast.Contains(role);

    /// <summary>The role with which one enters (XEP-0045 §5.1.2).</summary>
    internal Role DefaultRole(Affiliation affiliation) => affiliation switch
    {
        Affiliation.Owner or Affiliation.Admin => Role.Moderator,
        Affiliation.Member => Role.Participant,
        Affiliation.Outcast => Role.None,
        _ => Config.MembersOnly ? Role.None : Config.Moderated ? Role.Visitor : Role.Participant,
    };

    /// <summary>The role with which an account enters: that which comes with its affiliation, unless it has been granted voice or lost it (§5.1).</summary>
    internal Role EntryRole(Jid account, Affiliation affiliation)
        => Config.Moderated && affiliation < Affiliation.Admin && Voices.TryGetValue(account, out var voice) ? voice : DefaultRole(affiliation);

    /// <summary>Whether anybody but <paramref name="account"/> owns the room.</summary>
    internal bool HasOtherOwner(Jid account) => Affiliations.Any(a => a.Value.Affiliation == Affiliation.Owner && a.Key != account);
}

/// <summary>The subject of a room.</summary>
/// <param name="Nick">The nickname of who set it.</param>
/// <param name="OccupantId">XEP-0421, of who set it.</param>
/// <param name="Payload">The <c>subject</c> elements, one per language.</param>
/// <param name="At">When it was set.</param>
internal sealed record RoomSubject(string Nick, string OccupantId, StanzaPayload Payload, DateTimeOffset At);

/// <summary>A message as newcomers get it.</summary>
/// <param name="Nick">Who said it.</param>
/// <param name="OccupantId">XEP-0421.</param>
/// <param name="MessageId">The id the sender gave it, or null.</param>
/// <param name="ArchiveId">Its id in the archive (XEP-0359).</param>
/// <param name="Lang"><c>xml:lang</c>, or null.</param>
/// <param name="Payload">What was said.</param>
/// <param name="At">When.</param>
/// <param name="Prior">True where it tells its own time, from an earlier conversation (§7.9); else null.</param>
internal sealed record HistoricMessage(string Nick, string OccupantId, string? MessageId, string ArchiveId, string? Lang, StanzaPayload Payload, DateTimeOffset At,
    bool? Prior = null)
{
    /// <summary>The stanza, once rendered: every newcomer gets the same object.</summary>
    internal Message? Rendered { get; set; }
}

/// <summary>What is left of a destroyed room.</summary>
/// <param name="At">When it was destroyed.</param>
/// <param name="Venue">Where to go instead; may be absent.</param>
/// <param name="Reason">Why, or null.</param>
internal sealed record Tombstone(DateTimeOffset At, Jid Venue, string? Reason);
