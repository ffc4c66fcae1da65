using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using RoomBehavior = Couplet.Server.Hosting.RoomBehavior;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Gives an account an affiliation and a reserved nickname, with all that follows for its occupants.</summary>
internal static class Affiliating
{
    /// <summary>What those read who are removed because their nickname is another's.</summary>
    internal const string NickReserved = "This nickname is reserved";

    /// <summary>Whether the room's lists have space for one more.</summary>
    internal static bool HasSpace(RoomTurn turn) => turn.Room.Affiliations.Count < turn.Context.Options.MaxAffiliations;

    /// <summary>Sets the affiliation. Permission and conflicts have been checked.</summary>
    /// <param name="turn">The decision.</param>
    /// <param name="account">A bare JID, or a domain.</param>
    /// <param name="affiliation">From now on.</param>
    /// <param name="nick">The nickname reserved from now on; kept only by members and above.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="actor">Who does it; null if the account itself or the room.</param>
    /// <param name="notify">Whether the account is told if it is not in the room.</param>
    internal static void Set(RoomTurn turn, Jid account, Affiliation affiliation, string? nick, string? reason, Actor? actor, bool notify = true)
    {
        var room = turn.Room;
        var was = room.AffiliationOf(account);
        if (affiliation < Affiliation.Member) nick = null;
        if (nick is not null && room.Occupants.ByNick(nick) is { } holder && holder.Account != account)
        {
            turn.Emit(new RoleChanged(holder.Nick, Role.None, 307, null, NickReserved));
            room = turn.Room;
        }
        var domain = account.IsDomain && affiliation == Affiliation.Outcast;
        var affected = domain
            ? room.Occupants.All.Where(o => o.Account.Domain == account.Domain && !room.Affiliations.ContainsKey(o.Account) && !turn.Context.IsServiceAdmin(o.Account))
            : room.Occupants.OfAccount(account);
        // What an account loses may have been all that kept the ban of its domain from it.
        var felt = affiliation == Affiliation.None && !account.IsDomain && room.IsDomainBanned(account) ? Affiliation.Outcast : affiliation;
        var roles = affected.Select(o => new RoleAssignment(o.Nick, RoleAfter(turn, o, was, felt))).ToImmutableArray();
        var away = roles.IsEmpty;
        turn.Emit(new AffiliationChanged(account, affiliation, nick, reason, actor, roles, felt == Affiliation.Outcast ? 301 : 321,
            away && Announces(turn), away && notify && was != affiliation && !account.IsDomain));
    }

    /// <summary>A rise lifts the role to what comes with the affiliation, a fall lowers it to that (§5.1.3).</summary>
    private static Role RoleAfter(RoomTurn turn, Occupant occupant, Affiliation was, Affiliation affiliation)
    {
        var role = turn.Room.DefaultRole(affiliation);
        if (turn.Context.IsServiceAdmin(occupant.Account)) role = Role.Moderator;
        return affiliation < was || role > occupant.Role ? role : occupant.Role;
    }

    private static bool Announces(RoomTurn turn)
        => turn.Context.Options.Behavior == RoomBehavior.Current || turn.Room.Config.MembersOnly;
}
