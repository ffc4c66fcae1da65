using System.Text.Json;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.Push;

/// <summary>Where an account's notifications go, as it is stored. Names may not change: they outlive the program.</summary>
/// <param name="Service">The push service's address.</param>
/// <param name="Node">The node there, or null.</param>
/// <param name="Options">The publish options that the client gave, as XML, or null.</param>
internal sealed record PushTarget(string Service, string? Node, string? Options)
{
    /// <summary>The document's key: there is one for each service and node.</summary>
    internal string Key => $"{Service}\n{Node}";

    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, PushTargetJson.Default.PushTarget);

    internal static PushTarget Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, PushTargetJson.Default.PushTarget)
        ?? throw new InvalidDataException("A push target cannot be read.");
}

[JsonSerializable(typeof(PushTarget))]
internal sealed partial class PushTargetJson : JsonSerializerContext;
