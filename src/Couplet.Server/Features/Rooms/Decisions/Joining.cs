using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Entering and creating a room (XEP-0045 §7.2, §10.1).</summary>
internal static class Joining
{
    internal static void Decide(RoomTurn turn, Presence presence, Element x)
    {
        var account = presence.From.Bare;
        if (turn.PrepareNick(presence.To.Resource) is not { } nick)
        {
            turn.Refuse(presence, StanzaError.JidMalformed(presence.To.Resource is null ? "A nickname is needed." : "That is no nickname."));
            return;
        }
        var assigned = nick != presence.To.Resource;
        if (nick.Length > turn.Context.Options.MaxNickLength)
        {
            turn.Refuse(presence, StanzaError.NotAcceptable("The nickname is too long."));
            return;
        }
        var created = Existence.IsFree(turn, account);
        if (created)
        {
            if (!Create(turn, presence)) return;
        }
        else if (Refusal(turn, presence, x) is { } refusal)
        {
            turn.Refuse(presence, refusal);
            return;
        }
        var room = turn.Room;
        if (room.Config.ForceReservedNick && room.ReservedNickOf(account) is { } reserved && Nickname.Key(reserved) != Nickname.Key(nick))
        {
            nick = reserved;
            assigned = true;
        }
        if (IsTaken(room, nick, account))
        {
            turn.Refuse(presence, StanzaError.Conflict());
            return;
        }
        var occupant = room.Occupants.ByNick(nick);
        if (occupant is null && IsFull(turn, account))
        {
            turn.Refuse(presence, StanzaError.ServiceUnavailable("The room is full.") with { Type = StanzaErrorType.Wait });
            return;
        }
        turn.Emit(new OccupantJoined(presence.From, occupant?.Nick ?? nick, occupant?.Role ?? room.EntryRole(account, turn.AffiliationOf(account)),
            turn.Context.OccupantId(account), Metadata.StripPresence(presence, room.Room), presence.Priority, presence.Id, assigned, created,
            HistoryFor(turn, x), ReadListsSince(x)));
    }

    /// <summary>Whether the nickname is used by, or reserved for, another account.</summary>
    internal static bool IsTaken(RoomState room, string nick, Protocol.Addressing.Jid account)
        => (room.Occupants.ByNick(nick) is { } holder && holder.Account != account)
            || (room.ReserverOf(nick) is { IsEmpty: false } reserver && reserver != account);

    private static bool Create(RoomTurn turn, Presence presence)
    {
        var options = turn.Context.Options;
        var creator = presence.From.Bare;
        if (!options.MayCreate(creator) && !turn.Context.IsServiceAdmin(creator))
        {
            turn.Refuse(presence, StanzaError.NotAllowed("Rooms cannot be created here."));
            return false;
        }
        if (!turn.Context.IsServiceAdmin(creator) && turn.Context.CreationRefusal(creator) is { } refusal)
        {
            turn.Refuse(presence, refusal);
            return false;
        }
        turn.Emit(new RoomCreated(turn.Context.Room, creator, options.LockNewRooms, RoomOptions.Changes(RoomConfig.Default, options.DefaultConfig)));
        return true;
    }

    private static StanzaError? Refusal(RoomTurn turn, Presence presence, Element x)
    {
        if (turn.Room.Tombstone is not null) return Existence.Error(turn);
        var room = turn.Room;
        var affiliation = turn.AffiliationOf(presence.From);
        if (affiliation == Affiliation.Outcast) return StanzaError.Forbidden();
        if (room.Locked && affiliation != Affiliation.Owner) return StanzaError.ItemNotFound();
        var word = x.Child("password")?.Text;
        if (InviteTokens.Redeem(turn, presence.From, word)) return null;
        StanzaError? refusal = null;
        if (room.Config.MembersOnly && affiliation < Affiliation.Member) refusal = StanzaError.RegistrationRequired();
        else if (room.Config.Password is { } password && !turn.Context.IsServiceAdmin(presence.From) && word != password)
            refusal = StanzaError.NotAuthorized();
        // Who may enter without a token is not kept out for having an old one (XEP-0488 §3.5).
        return refusal is null ? null : InviteTokens.Expired(turn, presence.From, word) ?? refusal;
    }

    private static bool IsFull(RoomTurn turn, Protocol.Addressing.Jid account)
    {
        if (turn.AffiliationOf(account) >= Affiliation.Admin) return false;
        var limit = turn.Context.Options.MaxOccupants;
        if (turn.Room.Config.MaxUsers is > 0 and var own && own < limit) limit = own;
        return turn.Room.Occupants.Count >= limit;
    }

    /// <summary>What the client asks for, within the service's limit where the room allows more.</summary>
    internal static HistoryRequest? HistoryFor(RoomTurn turn, Element x)
    {
        var asked = ReadHistory(x, turn.Context.Now);
        var most = turn.Context.Options.MaxHistory;
        return turn.Room.Config.MaxHistory <= most ? asked
            : (asked ?? new HistoryRequest(null, null, null)) with { MaxStanzas = Math.Min(asked?.MaxStanzas ?? most, most) };
    }

    /// <summary>The limits of history that the client asks for (§7.2.14); null where it asks for none.</summary>
    private static HistoryRequest? ReadHistory(Element x, DateTimeOffset now)
    {
        if (x.Child("history") is not { } history) return null;
        DateTimeOffset? since = Number(history["seconds"]) is { } seconds ? now.AddSeconds(-seconds) : null;
        if (DateTimeOffset.TryParse(history["since"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && (since is null || at > since)) since = at;
        return new HistoryRequest(Number(history["maxchars"]), Number(history["maxstanzas"]), since);
    }

    /// <summary>Which version of the lists the client has (XEP-0463).</summary>
    internal static string? ReadListsSince(Element x) => x.Child("mav", View.ListVersions.Namespace) is { } mav ? mav["since"] ?? "" : null;

    private static int? Number(string? text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
