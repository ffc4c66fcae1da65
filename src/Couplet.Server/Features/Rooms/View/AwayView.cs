using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Members who are away, where the room shows them: unavailable, under the nickname reserved for them.</summary>
internal static class AwayView
{
    /// <summary>All of them; in a semi-anonymous room those without a reserved nickname have nothing by which they could be named.</summary>
    internal static IEnumerable<Showing> All(RoomState state)
    {
        var present = state.Occupants.All.Select(o => o.Account).ToHashSet();
        foreach (var (account, entry) in state.Affiliations.OrderBy(a => a.Value.Nick, StringComparer.Ordinal).ThenBy(a => a.Key.ToString(), StringComparer.Ordinal))
            if (entry.Affiliation >= Affiliation.Member && !present.Contains(account) && (entry.Nick is not null || state.IsNonAnonymous))
                yield return Of(state, account, entry.Affiliation, entry.Nick);
    }

    /// <summary>One who is away has become a member, is none any more, or is to be known by another nickname.</summary>
    internal static void Changed(AffiliationChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (!after.Shows(Role.None) || !e.Roles.IsEmpty || e.Account.IsDomain) return;
        var old = before.Affiliations.GetValueOrDefault(e.Account);
        if (old is { Affiliation: >= Affiliation.Member } && (old.Nick is not null || after.IsNonAnonymous) && (e.Affiliation < Affiliation.Member || old.Nick != e.Nick))
            output.Others(after, [], Of(after, e.Account, Affiliation.None, old.Nick));
        if (e.Affiliation >= Affiliation.Member && (e.Nick is not null || after.IsNonAnonymous))
            output.Others(after, [], Of(after, e.Account, e.Affiliation, e.Nick));
    }

    private static Showing Of(RoomState state, Jid account, Affiliation affiliation, string? nick) => new()
    {
        From = nick is null ? state.Room : state.Room.WithResource(nick),
        Type = PresenceType.Unavailable,
        Affiliation = affiliation,
        Role = Role.None,
        Jid = account,
        ItemNick = nick,
    };
}
