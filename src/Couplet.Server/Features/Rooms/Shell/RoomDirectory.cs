using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>What is known of every room without loading it: enough to list and to search.</summary>
internal sealed class RoomDirectory(IDocumentStore documents, Jid service)
{
    private const string Kind = "room-listing";

    private readonly ConcurrentDictionary<Jid, RoomListing> _rooms = [];

    internal IEnumerable<RoomListing> All => _rooms.Values;

    /// <summary>The rooms that may be listed to everybody, by address.</summary>
    internal IEnumerable<RoomListing> Public => _rooms.Values.Where(r => r.IsPublic).OrderBy(r => r.Address, StringComparer.Ordinal);

    internal async ValueTask LoadAsync(CancellationToken cancellation)
    {
        foreach (var document in await documents.ListAsync(service.ToString(), Kind, cancellation).ConfigureAwait(false))
            if (JsonSerializer.Deserialize(document.Value.Span, RoomListingJson.Default.RoomListing) is { } listing)
                _rooms[listing.Jid] = listing with { Occupants = 0 };
    }

    /// <summary>Takes note of a change. The number of occupants is kept in memory only.</summary>
    internal async ValueTask UpdateAsync(Jid room, RoomState? before, RoomState? after)
    {
        if (after is null or { Tombstone: not null } || (after.Occupants.Count == 0 && !after.Config.Persistent))
        {
            if (_rooms.TryRemove(room, out _)) await WriteAsync(room, null).ConfigureAwait(false);
            return;
        }
        var listing = new RoomListing(room.ToString(), after.Config.Name, after.Config.Description, after.Config.Language, after.Config.Public && !after.Locked)
        {
            Creator = after.Creator.ToString(),
            IsOpen = after.Config is { MembersOnly: false, Password: null },
            IsNonAnonymous = after.IsNonAnonymous,
            Occupants = after.Occupants.Count,
        };
        var known = _rooms.GetValueOrDefault(room);
        _rooms[room] = listing;
        if (after.Config.Persistent && (known is null || before is not { Config.Persistent: true } || known with { Occupants = 0 } != listing with { Occupants = 0 }))
            await WriteAsync(room, JsonSerializer.SerializeToUtf8Bytes(listing, RoomListingJson.Default.RoomListing)).ConfigureAwait(false);
    }

    private ValueTask WriteAsync(Jid room, byte[]? value)
    {
        ReadOnlyMemory<byte>? content = value is null ? default(ReadOnlyMemory<byte>?) : value;
        return documents.WriteAsync(new[] { new DocumentWrite(service.ToString(), Kind, room.ToString(), content) });
    }
}

/// <summary>A room in the list.</summary>
internal sealed record RoomListing(string Address, string? Name, string? Description, string? Language, bool IsPublic)
{
    /// <summary>How many are in it now.</summary>
    [JsonIgnore]
    public int Occupants { get; init; }

    /// <summary>Who created it; null where an older version wrote the listing.</summary>
    public string? Creator { get; init; }

    /// <summary>Whether everybody may enter.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether everybody sees real addresses in it.</summary>
    public bool IsNonAnonymous { get; init; }

    /// <summary>The address.</summary>
    [JsonIgnore]
    public Jid Jid => Jid.Parse(Address);
}

[JsonSerializable(typeof(RoomListing))]
internal sealed partial class RoomListingJson : JsonSerializerContext;
