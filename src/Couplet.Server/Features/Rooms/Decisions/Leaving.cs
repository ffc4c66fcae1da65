using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A session leaves, or is lost (XEP-0045 §7.14, §11.1).</summary>
internal static class Leaving
{
    internal static void Decide(RoomTurn turn, Presence presence)
    {
        if (turn.State?.Occupants.BySession(presence.From) is null) return; // §17.3.5: ignored.
        if (Abandons(turn, presence.From))
        {
            turn.Emit(new RoomDestroyed(null, default, null, false));
            return;
        }
        turn.Emit(new OccupantLeft(presence.From, Metadata.StripPresence(presence, turn.Room.Room), presence.Id, false));
        Existence.EndIfEmpty(turn);
    }

    /// <summary>Only this session, never the whole occupant.</summary>
    internal static void Lost(RoomTurn turn, Jid session, bool technical)
    {
        if (turn.State?.Occupants.BySession(session) is null) return;
        turn.Emit(new OccupantLeft(session, StanzaPayload.Empty, null, technical));
        Existence.EndIfEmpty(turn);
    }

    /// <summary>The service stops (§11.2). Sessions that outlive it stay; where there are such, each of the others leaves for itself.</summary>
    internal static void Stopped(RoomTurn turn, ImmutableHashSet<Jid> staying)
    {
        if (turn.State is not { Occupants.Count: > 0 } room) return;
        if (staying.IsEmpty || !room.Occupants.Audience.All.Any(staying.Contains))
        {
            turn.Emit(new ServiceStopped());
            return;
        }
        foreach (var occupant in room.Occupants.All)
            if (!occupant.SessionJids.Any(staying.Contains)) turn.Emit(new RoleChanged(occupant.Nick, Role.None, 332, null, null));
        Existence.EndIfEmpty(turn);
    }

    /// <summary>A stanza of the room came back. Only errors that mean the session is not there any more end it; an iq's never do.</summary>
    internal static void Bounced(RoomTurn turn, Stanza stanza)
    {
        if (stanza.Error?.Condition is StanzaErrorCondition.Gone or StanzaErrorCondition.ItemNotFound or StanzaErrorCondition.RecipientUnavailable
            or StanzaErrorCondition.Redirect or StanzaErrorCondition.RemoteServerNotFound or StanzaErrorCondition.RemoteServerTimeout)
            Lost(turn, stanza.From, true);
    }

    /// <summary>§10.1.3: the last one leaves a room that was never configured.</summary>
    private static bool Abandons(RoomTurn turn, Jid session)
        => turn.Room is { Locked: true, Occupants.Count: 1 } room && room.Occupants.BySession(session)!.Sessions.Length == 1;
}
