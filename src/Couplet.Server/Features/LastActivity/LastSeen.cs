using System.Text.Json;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.LastActivity;

/// <summary>When an account's last session ended, and what it said in parting. The names may not change: they outlive the program.</summary>
internal sealed record LastSeen(DateTimeOffset Time, string? Status)
{
    internal const string Kind = "last-activity";

    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, LastSeenJson.Default.LastSeen);

    internal static LastSeen? Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, LastSeenJson.Default.LastSeen);
}

[JsonSerializable(typeof(LastSeen))]
internal sealed partial class LastSeenJson : JsonSerializerContext;
