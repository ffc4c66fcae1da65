using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>
/// The whole room as one session gets it when it enters: occupants, members who are away, itself, history, subject (XEP-0045 §7.1).
/// </summary>
internal static class SnapshotView
{
    internal static void Render(RoomState state, Jid session, SnapshotTerms terms, ImmutableArray<RoomDelivery>.Builder output)
    {
        var self = state.Occupants.BySession(session)!;
        ImmutableArray<Jid> to = [session];
        if (terms.ListsSince is { } since) ListVersions.CatchUp(state, self, since, to, output);
        var seesJids = state.SeesJids(self.Role);
        foreach (var occupant in state.Occupants.All)
        {
            if (ReferenceEquals(occupant, self) || !state.Shows(occupant.Role)) continue;
            output.Add(new(seesJids || occupant.Account == self.Account
                ? occupant.WithJid ??= Showing.Available(state, occupant).ForThoseWhoSeeJids()
                : occupant.WithoutJid ??= Showing.Available(state, occupant).ForOthers(), to));
        }
        if (state.Shows(Role.None))
            foreach (var showing in AwayView.All(state)) output.Add(new(seesJids ? showing.ForThoseWhoSeeJids() : showing.ForOthers(), to));
        output.Add(new((Showing.Available(state, self) with { Mark = terms.ListsSince is null ? null : ListVersions.Mark(state) }).ForSelf(Codes(state, terms), terms.StanzaId), to));
        HistoryView.Render(state, terms, to, output);
        output.Add(new(MessageView.Subject(state), to));
    }

    private static IEnumerable<int> Codes(RoomState state, SnapshotTerms terms)
    {
        if (state.IsNonAnonymous) yield return 100;
        if (state.Config.Logged) yield return 170;
        if (terms.Created) yield return 201;
        if (terms.NickAssigned) yield return 210;
    }
}

/// <summary>On which terms a session gets the whole room.</summary>
/// <param name="StanzaId">The id of the presence that asked for it, or null.</param>
/// <param name="Created">Whether the room is new (201).</param>
/// <param name="NickAssigned">Whether the room chose the nickname (210).</param>
/// <param name="History">What it wants to hear of the past.</param>
/// <param name="At">When it asked.</param>
/// <param name="ListsSince">Which version of the lists it has; null if it keeps none.</param>
internal sealed record SnapshotTerms(string? StanzaId, bool Created, bool NickAssigned, HistoryRequest? History, DateTimeOffset At, string? ListsSince = null);
