using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Server.Features.Roster;

/// <summary>The layout of a roster item on disk; its key is the bare JID. Names may not change: they outlive the program.</summary>
internal sealed record StoredContact(string? Name, string[] Groups, SubscriptionState State, bool Approved, bool Listed, string? Request)
{
    internal static ReadOnlyMemory<byte> Write(RosterItem item) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredContact(item.Name, [.. item.Groups], item.State, item.IsApproved, item.IsListed, item.Request), StoredContactJson.Default.StoredContact);

    internal static RosterItem Read(string jid, ReadOnlyMemory<byte> json)
    {
        var stored = JsonSerializer.Deserialize(json.Span, StoredContactJson.Default.StoredContact)
            ?? throw new InvalidDataException("A roster item cannot be read.");
        return new RosterItem(Jid.Parse(jid))
        {
            Name = stored.Name,
            Groups = [.. stored.Groups],
            State = stored.State,
            IsApproved = stored.Approved,
            IsListed = stored.Listed,
            Request = stored.Request,
        };
    }
}

[JsonSerializable(typeof(StoredContact))]
internal sealed partial class StoredContactJson : JsonSerializerContext;
