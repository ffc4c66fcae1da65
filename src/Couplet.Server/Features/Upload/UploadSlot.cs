using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.Upload;

/// <summary>What somebody may upload once; signed, it is part of the PUT address, so that no table of open slots is needed to check it.</summary>
/// <param name="Id">The file's random name.</param>
/// <param name="Owner">The bare JID of the one who uploads.</param>
/// <param name="Name">The file's name as the owner knows it.</param>
/// <param name="Size">Its size, in bytes.</param>
/// <param name="Type">Its content type, or null where none was announced.</param>
/// <param name="Expires">Until when it may be uploaded, in seconds since 1970.</param>
internal sealed record UploadSlot(string Id, string Owner, string Name, long Size, string? Type, long Expires)
{
    /// <summary>The slot and a proof that it was given here, in characters that a query may have.</summary>
    internal string Sign(byte[] secret)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, UploadSlotJson.Default.UploadSlot);
        return $"{Base64Url.EncodeToString(json)}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, json))}";
    }

    /// <summary>Reads what <see cref="Sign"/> has written; null for anything else.</summary>
    internal static UploadSlot? Verify(string? text, byte[] secret)
    {
        if (text is null || text.Split('.') is not [var content, var proof]) return null;
        try
        {
            var json = Base64Url.DecodeFromChars(content);
            if (!CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(proof), HMACSHA256.HashData(secret, json))) return null;
            return JsonSerializer.Deserialize(json, UploadSlotJson.Default.UploadSlot);
        }
        catch (FormatException)
        {
            return null; // no base64 at all
        }
    }
}

[JsonSerializable(typeof(UploadSlot))]
internal sealed partial class UploadSlotJson : JsonSerializerContext;
