using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Which rule a request falls under.</summary>
internal static class Dispatch
{
    internal static void Decide(RoomTurn turn, RoomRequest request)
    {
        switch (request)
        {
            case StanzaArrived { Stanza: Presence presence }:
                OfPresence(turn, presence);
                break;
            case StanzaArrived { Stanza: Message message }:
                OfMessage(turn, message);
                break;
            case StanzaArrived { Stanza: Iq iq }:
                OfIq(turn, iq);
                break;
            case SessionGone gone:
                Leaving.Lost(turn, gone.Session, gone.Technical);
                break;
            case AccountDeleted deleted:
                AccountRemoval.Decide(turn, deleted.Account.Bare);
                break;
            case Deserted:
                Existence.EndIfEmpty(turn);
                break;
            case Shutdown stop:
                Leaving.Stopped(turn, stop.Staying);
                break;
        }
    }

    private static void OfPresence(RoomTurn turn, Presence presence)
    {
        switch (presence.Type)
        {
            case PresenceType.Available when turn.State?.Occupants.BySession(presence.From) is { } occupant:
                Presences.FromOccupant(turn, presence, occupant);
                break;
            case PresenceType.Available when presence.Child("x", MucNamespaces.Muc) is { } x:
                Joining.Decide(turn, presence, x);
                break;
            case PresenceType.Available:
                Presences.FromStranger(turn, presence);
                break;
            case PresenceType.Unavailable:
                Leaving.Decide(turn, presence);
                break;
            case PresenceType.Error:
                Leaving.Bounced(turn, presence);
                break;
        }
    }

    private static void OfMessage(RoomTurn turn, Message message)
    {
        if (message.IsError)
        {
            if (message.To.IsFull) PrivateMessaging.Returned(turn, message);
            Leaving.Bounced(turn, message);
            if (!message.To.IsFull) Inviting.Returned(turn, message);
            return;
        }
        if (turn.State is not { Tombstone: null } room || (room.Locked && room.Occupants.BySession(message.From) is null))
        {
            turn.Refuse(message, Existence.Error(turn));
            return;
        }
        if (message.To.IsFull) PrivateMessaging.Decide(turn, message);
        else if (message.Type == MessageType.Groupchat) Groupchat.Decide(turn, message);
        else RoomMessages.Decide(turn, message);
    }

    private static void OfIq(RoomTurn turn, Iq iq)
    {
        // Until it is configured a room does not exist but for its owner (§10.1, §17.2.3).
        if (turn.State is not { Tombstone: null } room || (room.Locked && turn.AffiliationOf(iq.From) != Affiliation.Owner))
        {
            turn.Refuse(iq, Existence.Error(turn));
            return;
        }
        if (iq.To.IsFull) OccupantIq.Decide(turn, iq);
        else if (iq.IsRequest) RoomIq.Decide(turn, iq);
    }
}
