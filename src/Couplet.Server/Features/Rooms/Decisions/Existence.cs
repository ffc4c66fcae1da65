using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Whether there is a room at all.</summary>
internal static class Existence
{
    /// <summary>Why there is none: never was, or destroyed (then with the alternate venue).</summary>
    internal static StanzaError Error(RoomTurn turn) => turn.State?.Tombstone is { } tombstone
        ? StanzaError.Gone(tombstone.Venue.IsEmpty ? null : $"xmpp:{tombstone.Venue}?join", tombstone.Reason)
        : StanzaError.ItemNotFound();

    /// <summary>Whether the account may use the name (again): the creator of a destroyed room at once, others when its tombstone is gone.</summary>
    internal static bool IsFree(RoomTurn turn, Jid account)
        => turn.State is null || (turn.State is { Tombstone: { } t } room
            && (room.Creator == account || t.At + turn.Context.Options.TombstoneLifetime <= turn.Context.Now));

    /// <summary>A room that is not persistent ends when the last one leaves; so does one that was never configured when its creator leaves.</summary>
    internal static void EndIfEmpty(RoomTurn turn)
    {
        if (turn.State is { Tombstone: null, Occupants.Count: 0 } room && (!room.Config.Persistent || room.Locked))
            turn.Emit(new RoomDestroyed(null, default, null, false));
    }
}
