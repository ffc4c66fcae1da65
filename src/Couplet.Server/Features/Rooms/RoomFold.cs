using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms;

/// <summary>What each event does to a room: the only way in which a <see cref="RoomState"/> comes about.</summary>
internal static class RoomFold
{
    /// <summary>The room after the event. Null is a room that does not exist.</summary>
    /// <exception cref="InvalidOperationException">The events do not begin with <see cref="RoomCreated"/>.</exception>
    internal static RoomState? Apply(RoomState? state, RoomEvent e)
    {
        if (e is RoomCreated created) return Create(state, created);
        if (state is null) throw new InvalidOperationException($"{e.GetType().Name} happened in a room that does not exist.");
        var next = e switch
        {
            RoomUnlocked => state with { Locked = false },
            ConfigurationChanged c => Configure(state, RoomOptions.Apply(state.Config, c.Options)),
            OccupantJoined j => state with { Occupants = Join(state, j), Invitations = state.Invitations.Remove(j.Session.Bare) },
            OccupantLeft l => state with { Occupants = state.Occupants.WithoutSession(l.Session) },
            PresenceUpdated p => state with { Occupants = Update(state.Occupants, p) },
            NickChanged n => state with { Occupants = Rename(state.Occupants, n) },
            RoleChanged r => state with { Occupants = Assign(state.Occupants, r.Nick, r.Role), Voices = Voice(state, r) },
            AffiliationChanged a => Affiliate(state, a),
            MessageSent m => m.Historic ? state with { History = Remember(state.History, m) } : state,
            SubjectChanged s => state with { Subject = new RoomSubject(s.Nick, s.OccupantId, SubjectOf(s.Payload), s.At) },
            Invited i => state.Invitations.Count < RoomState.PendingCapacity ? state with { Invitations = state.Invitations.SetItem(i.Invitee.Bare, i.Inviter) } : state,
            InvitationDeclined d => state with { Invitations = state.Invitations.Remove(d.Invitee.Bare) },
            RegistrationRequested r => state with { PendingRegistrations = state.PendingRegistrations.SetItem(r.Account, r.Nick) },
            RegistrationRefused r => state with { PendingRegistrations = state.PendingRegistrations.Remove(r.Account) },
            ServiceStopped => state with { Occupants = OccupantTable.Empty },
            RoomDestroyed d => Destroy(state, d),
            _ => state,
        };
        return next is null ? null : AddOnFold.Apply(next, e) with { Sequence = state.Sequence + 1 };
    }

    /// <summary>The room after messages that retention has removed from the log: they count, and nothing else is known of them.</summary>
    internal static RoomState? Skip(RoomState? state, long messages) => messages > 0 && state is not null ? state with { Sequence = state.Sequence + messages } : state;

    /// <summary>The room without the messages of its history that are no longer kept.</summary>
    internal static RoomState? Forget(RoomState? state, DateTimeOffset olderThan)
        => state is { History: [var oldest, ..] } && oldest.At < olderThan ? state with { History = state.History.RemoveAll(m => m.At < olderThan) } : state;

    /// <summary>The room after all events.</summary>
    internal static RoomState? Apply(RoomState? state, IEnumerable<RoomEvent> events) => events.Aggregate(state, Apply);

    private static RoomState Create(RoomState? before, RoomCreated e) => new()
    {
        Room = e.Room,
        Creator = e.Creator,
        CreatedAt = e.At,
        Locked = e.Locked,
        Config = RoomOptions.Apply(RoomConfig.Default, e.Options),
        Affiliations = ImmutableDictionary<Jid, AffiliationEntry>.Empty.Add(e.Creator, new AffiliationEntry(Affiliation.Owner, null, null)),
        Sequence = (before?.Sequence ?? 0) + 1,
        ListVersion = (before?.Sequence ?? 0) + 1,
        ListChanges = [new ListChange((before?.Sequence ?? 0) + 1, e.Creator)],
    };

    private static RoomState Configure(RoomState state, RoomConfig config)
        => state with { Config = config, Voices = config.Moderated ? state.Voices : ImmutableDictionary<Jid, Role>.Empty };

    private static ImmutableDictionary<Jid, Role> Voice(RoomState state, RoleChanged e)
        => state.Config.Moderated && e.Role is (Role.Visitor or Role.Participant) && state.Occupants.ByNick(e.Nick) is { } occupant && state.Voices.Count < RoomState.PendingCapacity
            ? state.Voices.SetItem(occupant.Account, e.Role)
            : state.Voices;

    private static OccupantTable Join(RoomState state, OccupantJoined e)
    {
        var session = new OccupantSession(e.Session, e.Presence, e.Priority, state.Sequence + 1) { KeepsLists = e.ListsSince is not null };
        return state.Occupants.With(state.Occupants.ByNick(e.Nick)?.WithSession(session)
            ?? new Occupant(e.Nick, e.Session.Bare, e.Role, e.OccupantId, [session]));
    }

    private static OccupantTable Update(OccupantTable occupants, PresenceUpdated e)
    {
        if (occupants.BySession(e.Session) is not { } occupant) return occupants;
        var known = occupant.Session(e.Session)!;
        return occupants.With(occupant.WithSession(known with { Presence = e.Presence, Priority = e.Priority, KeepsLists = e.KeepsLists ?? known.KeepsLists }));
    }

    private static OccupantTable Rename(OccupantTable occupants, NickChanged e)
    {
        if (occupants.BySession(e.Session) is not { } occupant) return occupants;
        var session = occupant.Session(e.Session)! with { Presence = e.Presence, Priority = e.Priority };
        var rest = occupants.WithoutSession(e.Session);
        return rest.With(rest.ByNick(e.Nick)?.WithSession(session) ?? occupant with { Nick = e.Nick, Role = e.Role, Sessions = [session] });
    }

    private static OccupantTable Assign(OccupantTable occupants, string nick, Role role)
    {
        if (role == Role.None) return occupants.Without(nick);
        return occupants.ByNick(nick) is { } occupant ? occupants.With(occupant with { Role = role }) : occupants;
    }

    private static RoomState Affiliate(RoomState state, AffiliationChanged e)
    {
        var reserved = state.ReservedNicks;
        if (state.ReservedNickOf(e.Account) is { } old) reserved = reserved.Remove(Nickname.Key(old));
        if (e.Nick is not null) reserved = reserved.SetItem(Nickname.Key(e.Nick), e.Account);
        var occupants = state.Occupants;
        foreach (var assignment in e.Roles) occupants = Assign(occupants, assignment.Nick, assignment.Role);
        return state with
        {
            Affiliations = e.Affiliation == Affiliation.None
                ? state.Affiliations.Remove(e.Account)
                : state.Affiliations.SetItem(e.Account, new AffiliationEntry(e.Affiliation, e.Nick, e.Reason)),
            ReservedNicks = reserved,
            Occupants = occupants,
            PendingRegistrations = state.PendingRegistrations.Remove(e.Account),
            Voices = state.Voices.Remove(e.Account),
        };
    }

    private static ImmutableArray<HistoricMessage> Remember(ImmutableArray<HistoricMessage> history, MessageSent e)
    {
        var message = new HistoricMessage(e.Nick, e.OccupantId, e.MessageId, e.ArchiveId, e.Lang, e.Payload, e.At, e.Prior);
        if (history.Length < RoomState.HistoryCapacity) return history.Add(message);
        var builder = ImmutableArray.CreateBuilder<HistoricMessage>(history.Length);
        builder.AddRange(history.AsSpan(1, history.Length - 1));
        builder.Add(message);
        return builder.MoveToImmutable();
    }

    private static StanzaPayload SubjectOf(StanzaPayload payload)
        => StanzaPayload.Of(payload.Nodes.RemoveAll(n => n is not Protocol.Xml.Element { Name: "subject", Namespace: Protocol.Stanzas.Stanza.ClientNamespace }));

    private static RoomState? Destroy(RoomState state, RoomDestroyed e) => !e.Buried ? null : new RoomState
    {
        Room = state.Room,
        Creator = state.Creator,
        CreatedAt = state.CreatedAt,
        Sequence = state.Sequence,
        Tombstone = new Tombstone(e.At, e.Venue, e.Reason),
    };
}
