using System.Text.Json;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.Upload;

/// <summary>What is known of an uploaded file, as it is stored. Names may not change: they outlive the program.</summary>
internal sealed record UploadedFile(string Id, string Owner, string Name, long Size, string Type, DateTimeOffset Uploaded)
{
    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, UploadedFileJson.Default.UploadedFile);

    internal static UploadedFile Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, UploadedFileJson.Default.UploadedFile)
        ?? throw new InvalidDataException("An uploaded file's description cannot be read.");
}

[JsonSerializable(typeof(UploadedFile))]
internal sealed partial class UploadedFileJson : JsonSerializerContext;
