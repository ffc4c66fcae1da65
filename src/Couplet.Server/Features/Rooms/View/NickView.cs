using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>A session takes another nickname (XEP-0045 §7.6).</summary>
internal static class NickView
{
    internal static void Changed(NickChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (before.Occupants.BySession(e.Session) is not { } old || after.Occupants.BySession(e.Session) is not { } now) return;
        var leaving = Showing.Available(before, old) with
        {
            Type = PresenceType.Unavailable,
            Payload = StanzaPayload.Empty,
            Hats = null,
            Jid = e.Session,
            ItemNick = now.Nick,
            Codes = [303],
        };
        output.To([e.Session], leaving.ForSelf([]));
        var stays = after.Occupants.ByNick(old.Nick) is { } rest && rest.Account == old.Account && Nickname.Key(old.Nick) != Nickname.Key(now.Nick);
        // Others learn of a new nickname only where the old one is no longer used: otherwise somebody seems to have come.
        if (!stays && before.Shows(old.Role))
        {
            var siblings = Audience.Minus(now.SessionJids, [e.Session]);
            if (!siblings.IsEmpty) output.To(siblings, leaving.ForThoseWhoSeeJids());
            output.Others(after, now.SessionJids, leaving);
        }

        output.To([e.Session], Showing.Available(after, now).ForSelf(e.NickAssigned ? [210] : [], e.StanzaId));
        OccupantView.ShownAgain(before, after, now.Nick, e.Session, output);
        if (!stays) return;
        // To this session the old nickname is now that of another occupant.
        if (after.Shows(old.Role)) output.To([e.Session], Showing.Available(after, after.Occupants.ByNick(old.Nick)!).ForThoseWhoSeeJids());
        OccupantView.ShownAgain(before, after, old.Nick, e.Session, output);
    }
}
