using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>Events as JSON in UTF-8, and back.</summary>
internal static class RoomEventCodec
{
    // No browser reads it as a script: the angle brackets of XML stay one byte each.
    private static readonly RoomEventJson s_json = new(
        new JsonSerializerOptions(RoomEventJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The event as JSON.</summary>
    internal static byte[] Encode(RoomEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, s_json.RoomEvent);

    /// <summary>The event that the JSON holds. The order of its members does not matter: databases change it.</summary>
    /// <exception cref="JsonException">This is no event that is known.</exception>
    internal static RoomEvent Decode(ReadOnlySpan<byte> stored)
        => JsonSerializer.Deserialize(stored, s_json.RoomEvent) ?? throw new JsonException("null is no event.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true, Converters = [typeof(JidConverter), typeof(StanzaPayloadConverter)])]
[JsonSerializable(typeof(RoomEvent))]
internal sealed partial class RoomEventJson : JsonSerializerContext;

internal sealed class JidConverter : JsonConverter<Jid>
{
    public override Jid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetString() is not { Length: > 0 } text ? default : Jid.TryParse(text, out var jid) ? jid : throw new JsonException($"'{text}' is no address.");

    public override void Write(Utf8JsonWriter writer, Jid value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class StanzaPayloadConverter : JsonConverter<StanzaPayload>
{
    public override StanzaPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => StanzaPayload.FromXml(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, StanzaPayload value, JsonSerializerOptions options) => writer.WriteStringValue(value.Xml);
}
