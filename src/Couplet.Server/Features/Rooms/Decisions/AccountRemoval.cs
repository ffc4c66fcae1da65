using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>An account is no more: its sessions leave, its affiliation and its nickname are free.</summary>
internal static class AccountRemoval
{
    internal static void Decide(RoomTurn turn, Jid account)
    {
        if (turn.State is not { Tombstone: null } room) return;
        foreach (var session in room.Occupants.OfAccount(account).SelectMany(o => o.SessionJids))
            turn.Emit(new OccupantLeft(session, StanzaPayload.Empty, null, false));
        foreach (var uri in room.Worn.GetValueOrDefault(account, [])) turn.Emit(new HatAssigned(account, uri, false));
        // A ban outlives the account: whoever takes the name next must not profit from it.
        if (room.Affiliations.TryGetValue(account, out var entry) && entry.Affiliation != Affiliation.Outcast)
            Affiliating.Set(turn, account, Affiliation.None, null, null, null, notify: false);
        Existence.EndIfEmpty(turn);
    }
}
