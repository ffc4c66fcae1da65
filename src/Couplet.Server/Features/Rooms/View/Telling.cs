using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Who gets which variant.</summary>
internal static class Telling
{
    /// <summary>Adds a delivery, unless nobody would get it.</summary>
    internal static void To(this ImmutableArray<RoomDelivery>.Builder output, ImmutableArray<Jid> recipients, Stanza template)
    {
        if (!recipients.IsEmpty) output.Add(new RoomDelivery(template, recipients));
    }

    /// <summary>Tells everybody in <paramref name="state"/> but the sessions <paramref name="own"/>.</summary>
    internal static void Others(this ImmutableArray<RoomDelivery>.Builder output, RoomState state, ImmutableArray<Jid> own, Showing showing)
    {
        var audience = state.Occupants.Audience;
        if (state.IsNonAnonymous)
        {
            var all = Audience.Minus(audience.All, own);
            if (!all.IsEmpty) output.To(all, showing.ForThoseWhoSeeJids());
            return;
        }
        var moderators = Audience.Minus(audience.Moderators, own);
        if (!moderators.IsEmpty) output.To(moderators, showing.ForThoseWhoSeeJids());
        var others = Audience.Minus(audience.Others, own);
        if (!others.IsEmpty) output.To(others, showing.ForOthers());
    }

    /// <summary>Tells the occupant's own sessions and everybody else.</summary>
    internal static void Everybody(this ImmutableArray<RoomDelivery>.Builder output, RoomState state, ImmutableArray<Jid> own, Showing showing)
    {
        output.To(own, showing.ForSelf([]));
        output.Others(state, own, showing);
    }
}
