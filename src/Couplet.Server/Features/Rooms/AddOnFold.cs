using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms;

/// <summary>What events do to those parts of a room that XEP-0045 does not know: applied after <see cref="RoomFold"/>.</summary>
internal static class AddOnFold
{
    private const int MostPaces = 4096;

    internal static RoomState Apply(RoomState state, RoomEvent e) => e switch
    {
        MessageSent m => Said(state, m),
        MessageRetracted r => Bury(state, r.Target, Tombstones.Of(r)),
        MessageModerated m => Bury(state, m.Target, Tombstones.Of(m, state.Room)),
        AffiliationChanged a => Version(state, a.Account),
        HatDefined h => Redraw(state with { Hats = state.Hats.SetItem(h.Hat.Uri, h.Hat) }, Wearers(state, h.Hat.Uri)),
        HatDestroyed h => Redraw(state with
        {
            Hats = state.Hats.Remove(h.Uri),
            Worn = Wearers(state, h.Uri).Aggregate(state.Worn, (worn, account) => Take(worn, account, h.Uri)),
        }, Wearers(state, h.Uri)),
        HatAssigned h => Redraw(state with { Worn = h.Worn ? Give(state.Worn, h.Account, h.Uri) : Take(state.Worn, h.Account, h.Uri) }, [h.Account]),
        VCardChanged v => state with { VCard = RoomVCard.Of(v.Content) },
        TokenIssued t => state with { Tokens = Unexpired(state, t.At).SetItem(t.Token, new InviteToken(t.Creator, t.Expires, t.Uses)) },
        TokenUsed t => state with { Tokens = Use(state.Tokens, t.Token) },
        TokenRevoked t => state with { Tokens = state.Tokens.Remove(t.Token) },
        _ => state,
    };

    private static RoomState Said(RoomState state, MessageSent e)
    {
        var account = e.Session.Bare;
        var text = e.Payload.Child("body", Stanza.ClientNamespace) is not null;
        var known = state.Paces.GetValueOrDefault(account);
        var pace = known is null || e.At - known.Since >= Pace.Stretch ? new Pace(e.At, 1, known?.LastText ?? default) : known with { Count = known.Count + 1 };
        var paces = state.Paces;
        if (known is null && paces.Count >= MostPaces) paces = paces.RemoveRange(paces.Where(p => e.At - p.Value.Since > TimeSpan.FromMinutes(10)).Select(p => p.Key));
        return state with
        {
            Paces = paces.SetItem(account, text ? pace with { LastText = e.At } : pace),
            Activity = text && e.Historic ? state.Activity.Add(e.At) : state.Activity,
        };
    }

    private static RoomState Bury(RoomState state, string target, StanzaPayload tombstone)
    {
        for (var i = state.History.Length - 1; i >= 0; i--)
        {
            if (state.History[i].ArchiveId != target) continue;
            var old = state.History[i];
            // Made anew: what was rendered of the old one must not outlive it.
            var buried = new HistoricMessage(old.Nick, old.OccupantId, old.MessageId, old.ArchiveId, null, tombstone, old.At);
            return state with { History = state.History.SetItem(i, buried) };
        }
        return state;
    }

    private static RoomState Version(RoomState state, Jid account)
    {
        var version = state.Sequence + 1;
        var changes = state.ListChanges.Add(new ListChange(version, account));
        return state with { ListVersion = version, ListChanges = changes.Count > ListVersions.MostChanges ? changes.RemoveAt(0) : changes };
    }

    private static ImmutableArray<Jid> Wearers(RoomState state, string uri) => [.. state.Worn.Where(w => w.Value.Contains(uri)).Select(w => w.Key)];

    private static ImmutableDictionary<Jid, ImmutableArray<string>> Give(ImmutableDictionary<Jid, ImmutableArray<string>> worn, Jid account, string uri)
    {
        var hats = worn.GetValueOrDefault(account, []);
        return hats.Contains(uri) ? worn : worn.SetItem(account, hats.Add(uri));
    }

    private static ImmutableDictionary<Jid, ImmutableArray<string>> Take(ImmutableDictionary<Jid, ImmutableArray<string>> worn, Jid account, string uri)
    {
        var hats = worn.GetValueOrDefault(account, []).Remove(uri);
        return hats.IsEmpty ? worn.Remove(account) : worn.SetItem(account, hats);
    }

    /// <summary>Puts fresh objects in the place of the accounts' occupants: what was rendered of them shows other hats.</summary>
    private static RoomState Redraw(RoomState state, ImmutableArray<Jid> accounts)
    {
        var occupants = state.Occupants;
        foreach (var account in accounts)
            foreach (var occupant in state.Occupants.OfAccount(account)) occupants = occupants.With(occupant with { });
        return state with { Occupants = occupants };
    }

    private static ImmutableDictionary<string, InviteToken> Unexpired(RoomState state, DateTimeOffset now)
        // They are remembered for a day longer, so that who comes late is told why.
        => state.Tokens.RemoveRange(state.Tokens.Where(t => t.Value.Expires.AddDays(1) < now).Select(t => t.Key));

    private static ImmutableDictionary<string, InviteToken> Use(ImmutableDictionary<string, InviteToken> tokens, string token)
        => tokens.TryGetValue(token, out var known) && known.Uses is { } uses ? tokens.SetItem(token, known with { Uses = Math.Max(0, uses - 1) }) : tokens;
}
