using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Changes of role and affiliation, and the removals that come with them (XEP-0045 §8 to §10).</summary>
internal static class RankView
{
    internal static void RoleChanged(RoleChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (before.Occupants.ByNick(e.Nick) is { } old) Reassigned(old, e.Role, e.Code, e.Actor, e.Reason, before, after, new ListNews([], null), output);
    }

    internal static void AffiliationChanged(AffiliationChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        // Those who keep a copy of the lists read in the first thing they hear of the change which version it makes (XEP-0463).
        var refreshed = ListVersions.Refreshed(e.Account, before, after);
        var keepers = Audience.Minus(ListVersions.Keepers(after), refreshed);
        var readers = ListVersions.ReadersOfPresence(e, after, keepers);
        var news = new ListNews(readers, readers.IsEmpty ? null : ListVersions.ChangeMark(before, after));
        foreach (var assignment in e.Roles)
            if (before.Occupants.ByNick(assignment.Nick) is { } old) news = Reassigned(old, assignment.Role, e.Code, e.Actor, e.Reason, before, after, news, output);
        var told = Audience.Minus(keepers, readers).AddRange(news.Untold);
        ListVersions.Tell(e, before, after, told, output);
        foreach (var session in refreshed) ListVersions.CatchUp(after, after.Occupants.BySession(session)!, "", [session], output);
        var account = new XmlAttr("jid", e.Account.ToString());
        if (e.Announce)
        {
            var audience = after.Occupants.Audience;
            output.To(Audience.Minus(after.IsNonAnonymous ? audience.All : audience.Moderators, told.AddRange(refreshed)), MessageView.Notice(after, MessageType.Normal,
                new Element("item", MucNamespaces.User, account, new XmlAttr("affiliation", Words.Of(e.Affiliation)),
                    e.Reason is null ? null : new Element("reason", MucNamespaces.User, e.Reason))));
        }
        AwayView.Changed(e, before, after, output);
        if (e.Notify) output.To([e.Account], MessageView.Notice(after, MessageType.Normal, Showing.Status(101)));
    }

    private static ListNews Reassigned(Occupant old, Role role, int? code, Actor? actor, string? reason, RoomState before, RoomState after,
        ListNews news, ImmutableArray<RoomDelivery>.Builder output)
    {
        var own = old.SessionJids;
        if (role == Role.None)
        {
            // A removal is shown to everybody, whatever presencebroadcast says.
            var gone = Showing.Gone(after, old) with { Codes = code is { } c ? [c] : [], Actor = actor, Reason = reason };
            output.To(own, gone.ForSelf([]));
            return Others(after, own, gone, news, output);
        }
        var now = Showing.Available(after, old with { Role = role }) with { Actor = actor, Reason = reason };
        ImmutableArray<Jid> ownKeepers = [.. own.Where(news.Untold.Contains)];
        output.To(Audience.Minus(own, ownKeepers), now.ForSelf([]));
        output.To(ownKeepers, (now with { Mark = news.Mark }).ForSelf([]));
        news = news with { Untold = Audience.Minus(news.Untold, ownKeepers) };
        if (after.Shows(role)) return Others(after, own, now, news, output);
        return before.Shows(old.Role) ? Others(after, own, Showing.Gone(after, old) with { Actor = actor, Reason = reason }, news, output) : news;
    }

    private static ListNews Others(RoomState after, ImmutableArray<Jid> own, Showing showing, ListNews news, ImmutableArray<RoomDelivery>.Builder output)
    {
        output.To(news.Untold, (showing with { Mark = news.Mark }).ForThoseWhoSeeJids());
        output.Others(after, own.AddRange(news.Untold), showing);
        return news with { Untold = [] };
    }

    /// <summary>A change of the lists on its way to those who keep a copy of them.</summary>
    /// <param name="Untold">Who has not heard of it yet.</param>
    /// <param name="Mark">What it makes of their copy.</param>
    private readonly record struct ListNews(ImmutableArray<Jid> Untold, Element? Mark);
}
