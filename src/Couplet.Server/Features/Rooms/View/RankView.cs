using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Changes of role and affiliation, and the removals that come with them (XEP-0045 §8 to §10).</summary>
internal static class RankView
{
    internal static void RoleChanged(RoleChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (before.Occupants.ByNick(e.Nick) is { } old) Reassigned(old, e.Role, e.Code, e.Actor, e.Reason, before, after, output);
    }

    internal static void AffiliationChanged(AffiliationChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        foreach (var assignment in e.Roles)
            if (before.Occupants.ByNick(assignment.Nick) is { } old) Reassigned(old, assignment.Role, e.Code, e.Actor, e.Reason, before, after, output);
        var told = ListVersions.Tell(e, before, after, output);
        var account = new XmlAttr("jid", e.Account.ToString());
        if (e.Announce)
        {
            var audience = after.Occupants.Audience;
            output.To(Audience.Minus(after.IsNonAnonymous ? audience.All : audience.Moderators, told), MessageView.Notice(after, MessageType.Normal,
                new Element("item", MucNamespaces.User, account, new XmlAttr("affiliation", Words.Of(e.Affiliation)),
                    e.Reason is null ? null : new Element("reason", MucNamespaces.User, e.Reason))));
        }
        if (e.Notify) output.To([e.Account], MessageView.Notice(after, MessageType.Normal, Showing.Status(101)));
    }

    private static void Reassigned(Occupant old, Role role, int? code, Actor? actor, string? reason, RoomState before, RoomState after,
        ImmutableArray<RoomDelivery>.Builder output)
    {
        var own = old.SessionJids;
        if (role == Role.None)
        {
            // A removal is shown to everybody, whatever presencebroadcast says.
            output.Everybody(after, own, Showing.Gone(after, old) with { Codes = code is { } c ? [c] : [], Actor = actor, Reason = reason });
            return;
        }
        var now = Showing.Available(after, old with { Role = role }) with { Actor = actor, Reason = reason };
        output.To(own, now.ForSelf([]));
        if (after.Shows(role)) output.Others(after, own, now);
        else if (before.Shows(old.Role)) output.Others(after, own, Showing.Gone(after, old) with { Actor = actor, Reason = reason });
    }
}
