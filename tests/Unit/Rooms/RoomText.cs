using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Tests.Rooms;

/// <summary>A room as text, for comparison.</summary>
internal static class RoomText
{
    internal static string Describe(RoomState? state) => state is null ? "nothing" : string.Join("\n",
    [
        $"{state.Room} {state.Creator} {state.CreatedAt:O} {state.Locked} {state.Sequence} {state.Subject} {state.Tombstone}",
        string.Join("|", RoomOptions.All.Select(o => string.Join(",", o.Read(state.Config)))),
        .. state.Affiliations.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
        .. state.ReservedNicks.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
        .. state.Occupants.All.Select(o => $"{o.Nick} {o.Account} {o.Role} {o.OccupantId} "
            + string.Join(",", o.Sessions.Select(s => $"{s.Jid} {s.Presence.Xml} {s.Priority} {s.Handle}"))).Order(StringComparer.Ordinal),
        .. state.History.Select(h => $"{h.Nick} {h.ArchiveId} {h.Payload.Xml}"),
        .. state.Invitations.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
    ]);
}
