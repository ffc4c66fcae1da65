using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>An occupant wants another nickname (XEP-0045 §7.6).</summary>
internal static class NickChanging
{
    internal static void Decide(RoomTurn turn, Presence presence, Occupant occupant)
    {
        var room = turn.Room;
        if (turn.PrepareNick(presence.To.Resource) is not { } nick)
        {
            turn.Refuse(presence, StanzaError.JidMalformed("That is no nickname."));
            return;
        }
        var reserved = room.ReservedNickOf(occupant.Account);
        if (nick.Length > turn.Context.Options.MaxNickLength
            || (room.Config.ForceReservedNick && reserved is not null && Nickname.Key(reserved) != Nickname.Key(nick)))
        {
            turn.Refuse(presence, StanzaError.NotAcceptable() with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (Joining.IsTaken(room, nick, occupant.Account))
        {
            turn.Refuse(presence, StanzaError.Conflict());
            return;
        }
        var taken = room.Occupants.ByNick(nick);
        turn.Emit(new NickChanged(presence.From, taken?.Nick ?? nick, taken?.Role ?? occupant.Role,
            Metadata.StripPresence(presence, room.Room), presence.Priority, presence.Id, nick != presence.To.Resource));
    }
}
