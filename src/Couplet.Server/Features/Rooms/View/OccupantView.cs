using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Coming, going, and changes of presence (XEP-0045 §7.2, §7.7, §7.14).</summary>
internal static class OccupantView
{
    internal static void Joined(OccupantJoined e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        SnapshotView.Render(after, e.Session, new SnapshotTerms(e.StanzaId, e.Created, e.NickAssigned, e.History, e.At, e.ListsSince), output);
        ShownAgain(before, after, e.Nick, e.Session, output);
    }

    internal static void Left(OccupantLeft e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (before.Occupants.BySession(e.Session) is not { } occupant) return;
        var gone = Showing.Gone(after, occupant) with { Jid = e.Session, Payload = e.Presence, Codes = e.Technical ? [333] : [] };
        output.To([e.Session], gone.ForSelf([], e.StanzaId));
        if (after.Occupants.ByNick(occupant.Nick) is not null) ShownAgain(before, after, occupant.Nick, e.Session, output);
        else if (before.Shows(occupant.Role)) output.Others(after, [], gone);
    }

    internal static void Updated(PresenceUpdated e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (after.Occupants.BySession(e.Session) is not { } occupant) return;
        if (!e.Rejoined) output.To([e.Session], Showing.Available(after, occupant).ForSelf([], e.StanzaId));
        ShownAgain(before, after, occupant.Nick, e.Session, output);
    }

    /// <summary>Shows an occupant to all but one session if another session of it, or another presence, is now the one to be shown.</summary>
    internal static void ShownAgain(RoomState before, RoomState after, string nick, Protocol.Addressing.Jid except, ImmutableArray<RoomDelivery>.Builder output)
    {
        var old = before.Occupants.ByNick(nick);
        var now = after.Occupants.ByNick(nick)!;
        // Whether a session keeps lists is not to be seen.
        if (old is not null && old.Shown with { KeepsLists = now.Shown.KeepsLists } == now.Shown) return;
        var showing = Showing.Available(after, now);
        var own = now.SessionJids;
        output.To(Audience.Minus(own, [except]), showing.ForSelf([]));
        if (after.Shows(now.Role)) output.Others(after, own.Contains(except) ? own : own.Add(except), showing);
    }
}
