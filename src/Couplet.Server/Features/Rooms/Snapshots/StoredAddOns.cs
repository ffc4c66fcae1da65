using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms.Snapshots;

/// <summary>Those parts of a room's state that XEP-0045 does not know, as plain data.</summary>
internal sealed record StoredAddOns
{
    public ImmutableArray<StoredPace> Paces { get; init; } = [];
    public Activity Activity { get; init; } = Activity.None;
    public long ListVersion { get; init; }
    public ImmutableArray<ListChange> ListChanges { get; init; } = [];
    public ImmutableArray<Hat> Hats { get; init; } = [];
    public ImmutableArray<StoredHats> Worn { get; init; } = [];
    public StanzaPayload? VCard { get; init; }
    public ImmutableArray<StoredToken> Tokens { get; init; } = [];

    internal static StoredAddOns Of(RoomState s) => new()
    {
        Paces = [.. s.Paces.Select(p => new StoredPace(p.Key, p.Value)).OrderBy(p => p.Account.ToString(), StringComparer.Ordinal)],
        Activity = s.Activity,
        ListVersion = s.ListVersion,
        ListChanges = [.. s.ListChanges],
        Hats = [.. s.Hats.Values.OrderBy(h => h.Uri, StringComparer.Ordinal)],
        Worn = [.. s.Worn.Select(w => new StoredHats(w.Key, w.Value)).OrderBy(w => w.Account.ToString(), StringComparer.Ordinal)],
        VCard = s.VCard?.Content,
        Tokens = [.. s.Tokens.Select(t => new StoredToken(t.Key, t.Value)).OrderBy(t => t.Token, StringComparer.Ordinal)],
    };

    /// <summary>The state with these parts in it.</summary>
    internal RoomState ApplyTo(RoomState state) => state with
    {
        Paces = Paces.ToImmutableDictionary(p => p.Account, p => p.Pace),
        Activity = Activity,
        ListVersion = ListVersion,
        ListChanges = [.. ListChanges],
        Hats = Hats.ToImmutableDictionary(h => h.Uri),
        Worn = Worn.ToImmutableDictionary(w => w.Account, w => w.Uris),
        VCard = VCard is null ? null : RoomVCard.Of(VCard),
        Tokens = Tokens.ToImmutableDictionary(t => t.Token, t => t.Invitation),
    };
}

/// <summary>How fast an account speaks.</summary>
internal sealed record StoredPace(Jid Account, Pace Pace);

/// <summary>The hats of an account.</summary>
internal sealed record StoredHats(Jid Account, ImmutableArray<string> Uris);

/// <summary>A token.</summary>
internal sealed record StoredToken(string Token, InviteToken Invitation);
