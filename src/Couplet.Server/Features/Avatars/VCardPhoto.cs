using System.Collections.Immutable;
using System.Security.Cryptography;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.VCard;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Avatars;

/// <summary>The photo in an account's vCard (XEP-0054, XEP-0153), in the document that the vCard is kept in.</summary>
internal static class VCardPhoto
{
    private const string Namespace = Rooms.ForeignNamespaces.VCard;

    /// <summary>The write that keeps a vCard.</summary>
    internal static DocumentWrite Write(Account account, Element card) => new(account.Jid.ToString(), VCardFeature.Kind, "", ElementWriter.ToBytes(card));

    /// <summary>The image in a vCard; null where there is none that can be read.</summary>
    internal static Image? Find(Element? card)
    {
        if (card?.Child("PHOTO")?.Child("BINVAL")?.Text is not { Length: > 0 } text) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0
            ? new Image(card.Child("PHOTO")?.Child("TYPE")?.Text is { Length: > 0 } type ? type : "image/png", ImmutableArray.Create(bytes, 0, length)) : null;
    }

    /// <summary>A vCard with another photo, or without one.</summary>
    internal static Element With(Element? card, Image? image)
    {
        card = (card ?? new Element("vCard", Namespace)).Without(e => e.Is("PHOTO", Namespace));
        return image is null ? card : card.Append(new Element("PHOTO", Namespace,
            new Element("TYPE", Namespace, image.Type), new Element("BINVAL", Namespace, image.Base64)));
    }

    /// <summary>Whether an element is a vCard.</summary>
    internal static bool IsCard(Element? element) => element?.Is("vCard", Namespace) == true;
}

/// <summary>An image and its media type.</summary>
internal sealed record Image(string Type, ImmutableArray<byte> Bytes)
{
    /// <summary>The SHA-1 in hexadecimal: the name of an avatar in XEP-0084 and XEP-0153.</summary>
    internal string Id { get; } = Convert.ToHexStringLower(SHA1.HashData(Bytes.AsSpan()));

    internal string Base64 => Convert.ToBase64String(Bytes.AsSpan());
}
