using System.Collections.Immutable;
using System.Security.Cryptography;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms;

/// <summary>The vCard of a room.</summary>
/// <param name="Content">What stands in it.</param>
/// <param name="PhotoHashes">The SHA-1 of each picture, in hexadecimal (XEP-0153 §3.1).</param>
internal sealed record RoomVCard(StanzaPayload Content, ImmutableArray<string> PhotoHashes)
{
    /// <summary>From what was stored; null where that is nothing.</summary>
    internal static RoomVCard? Of(StanzaPayload content)
    {
        if (content.Nodes.IsEmpty) return null;
        var hashes = ImmutableArray.CreateBuilder<string>();
        foreach (var photo in content.Nodes.OfType<Element>().Where(e => e.Is("PHOTO", ForeignNamespaces.VCard)))
            if (TryPicture(photo, out var picture)) hashes.Add(HashOf(picture));
        return new RoomVCard(content, hashes.ToImmutable());
    }

    /// <summary>The bytes of a picture; false where there is none or they are not readable.</summary>
    internal static bool TryPicture(Element photo, out byte[] picture)
    {
        picture = [];
        if (photo.Child("BINVAL")?.Text is not { Length: > 0 } text) return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length) || length == 0) return false;
        picture = buffer[..length];
        return true;
    }

#pragma warning disable CA5350 // XEP-0153 names pictures by SHA-1; nothing is secured by it
    private static string HashOf(byte[] picture) => Convert.ToHexStringLower(SHA1.HashData(picture));
#pragma warning restore CA5350
}
