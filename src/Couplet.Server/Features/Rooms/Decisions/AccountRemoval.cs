using System.Collections.Immutable;
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
        {
            PassOn(turn, account);
            Affiliating.Set(turn, account, Affiliation.None, null, null, null, notify: false);
        }
        Existence.EndIfEmpty(turn);
    }

    /// <summary>The last owner is gone: the admins own the room from now on. Where there are none, the service's admins can appoint somebody.</summary>
    private static void PassOn(RoomTurn turn, Jid account)
    {
        if (turn.Room.AffiliationOf(account) != Affiliation.Owner || turn.Room.HasOtherOwner(account)) return;
        ImmutableArray<Jid> heirs = [.. turn.Room.Affiliations.Where(a => a.Value.Affiliation == Affiliation.Admin && a.Key != account).Select(a => a.Key)
            .OrderBy(a => a.ToString(), StringComparer.Ordinal)];
        foreach (var heir in heirs) Affiliating.Set(turn, heir, Affiliation.Owner, turn.Room.ReservedNickOf(heir), null, null);
    }
}
