using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Snapshots;

/// <summary>A room's state as JSON in UTF-8, and back. A room that does not exist (any more) is <c>null</c>.</summary>
internal static class RoomSnapshotCodec
{
    /// <summary>The version of the layout. A snapshot of another version is not read: the log makes the state again.</summary>
    internal const int Version = 1;

    private static readonly RoomSnapshotJson s_json = new(
        new JsonSerializerOptions(RoomSnapshotJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static byte[] Encode(RoomState? state)
        => JsonSerializer.SerializeToUtf8Bytes(state is null ? null : ToData(state), s_json.RoomSnapshot);

    /// <exception cref="JsonException">This is no snapshot of a room.</exception>
    internal static RoomState? Decode(ReadOnlySpan<byte> stored)
        => JsonSerializer.Deserialize(stored, s_json.RoomSnapshot) is { } data ? ToState(data) : null;

    private static RoomSnapshot ToData(RoomState s) => new()
    {
        Room = s.Room,
        Creator = s.Creator,
        CreatedAt = s.CreatedAt,
        Locked = s.Locked,
        Sequence = s.Sequence,
        Options = RoomOptions.Changes(RoomConfig.Default, s.Config),
        Affiliations = [.. s.Affiliations.Select(a => new StoredAffiliation(a.Key, a.Value.Affiliation, a.Value.Nick, a.Value.Reason))
            .OrderBy(a => a.Account.ToString(), StringComparer.Ordinal)],
        ReservedNicks = [.. s.ReservedNicks.Select(n => new StoredName(n.Key, n.Value)).OrderBy(n => n.Nick, StringComparer.Ordinal)],
        Occupants = [.. s.Occupants.All.Select(o => new StoredOccupant(o.Nick, o.Account, o.Role, o.OccupantId, o.Sessions))],
        Subject = s.Subject,
        History = s.History,
        Invitations = [.. s.Invitations.Select(i => new StoredInvitation(i.Key, i.Value)).OrderBy(i => i.Invitee.ToString(), StringComparer.Ordinal)],
        PendingRegistrations = [.. s.PendingRegistrations.Select(p => new StoredName(p.Value, p.Key)).OrderBy(p => p.Account.ToString(), StringComparer.Ordinal)],
        Voices = [.. s.Voices.Select(v => new StoredVoice(v.Key, v.Value)).OrderBy(v => v.Account.ToString(), StringComparer.Ordinal)],
        Paces = [.. s.Paces.Select(p => new StoredPace(p.Key, p.Value)).OrderBy(p => p.Account.ToString(), StringComparer.Ordinal)],
        Activity = s.Activity,
        ListVersion = s.ListVersion,
        ListChanges = [.. s.ListChanges],
        Hats = [.. s.Hats.Values.OrderBy(h => h.Uri, StringComparer.Ordinal)],
        Worn = [.. s.Worn.Select(w => new StoredHats(w.Key, w.Value)).OrderBy(w => w.Account.ToString(), StringComparer.Ordinal)],
        VCard = s.VCard?.Content,
        Tokens = [.. s.Tokens.Select(t => new StoredToken(t.Key, t.Value)).OrderBy(t => t.Token, StringComparer.Ordinal)],
        Tombstone = s.Tombstone,
    };

    private static RoomState ToState(RoomSnapshot d) => new()
    {
        Room = d.Room,
        Creator = d.Creator,
        CreatedAt = d.CreatedAt,
        Locked = d.Locked,
        Sequence = d.Sequence,
        Config = RoomOptions.Apply(RoomConfig.Default, d.Options),
        Affiliations = d.Affiliations.ToImmutableDictionary(a => a.Account, a => new AffiliationEntry(a.Affiliation, a.Nick, a.Reason)),
        ReservedNicks = d.ReservedNicks.ToImmutableDictionary(n => n.Nick, n => n.Account),
        Occupants = d.Occupants.Aggregate(OccupantTable.Empty, (all, o) => all.With(new Occupant(o.Nick, o.Account, o.Role, o.OccupantId, o.Sessions))),
        Subject = d.Subject,
        History = d.History,
        Invitations = d.Invitations.ToImmutableDictionary(i => i.Invitee, i => i.Inviter),
        PendingRegistrations = d.PendingRegistrations.ToImmutableDictionary(p => p.Account, p => p.Nick),
        Voices = d.Voices.ToImmutableDictionary(v => v.Account, v => v.Role),
        Paces = d.Paces.ToImmutableDictionary(p => p.Account, p => p.Pace),
        Activity = d.Activity ?? Activity.None,
        ListVersion = d.ListVersion,
        ListChanges = [.. d.ListChanges],
        Hats = d.Hats.ToImmutableDictionary(h => h.Uri),
        Worn = d.Worn.ToImmutableDictionary(w => w.Account, w => w.Uris),
        VCard = d.VCard is null ? null : RoomVCard.Of(d.VCard),
        Tokens = d.Tokens.ToImmutableDictionary(t => t.Token, t => t.Terms),
        Tombstone = d.Tombstone,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(JidConverter), typeof(StanzaPayloadConverter)])]
[JsonSerializable(typeof(RoomSnapshot))]
internal sealed partial class RoomSnapshotJson : JsonSerializerContext;
