using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.Avatars;

/// <summary>The two nodes of an avatar (XEP-0084).</summary>
internal static class AvatarNodes
{
    internal const string Data = "urn:xmpp:avatar:data";
    internal const string Metadata = "urn:xmpp:avatar:metadata";

    /// <summary>Whether an avatar has been published, or taken back with empty metadata.</summary>
    internal static bool HasMetadata(PubSubState state) => state.Find(Metadata)?.Items.IsEmpty == false;

    /// <summary>The image that the metadata point to; null where there is none, or its hash is another (XEP-0398 §3.1).</summary>
    internal static Image? Find(PubSubState state)
    {
        if (state.Find(Metadata)?.Items is not [.., { Payload: { } metadata }]) return null;
        foreach (var info in metadata.Elements("info").Where(i => i["url"] is null))
        {
            if (info["id"] is not { } id || state.Find(Data)?.FindItem(id)?.Payload is not { } data) continue;
            var text = data.Text;
            var bytes = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, bytes, out var length)) continue;
            var image = new Image(info["type"] ?? "image/png", ImmutableArray.Create(bytes, 0, length));
            if (image.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) return image;
        }
        return null;
    }

    /// <summary>Whether everybody may see the avatar, so that it may stand in the vCard, which everybody may see.</summary>
    internal static bool IsPublic(PubSubState state) => state.Find(Data)?.Configuration.AccessModel == AccessModel.Open;

    internal static Element DataOf(Image image) => new("data", Data, image.Base64);

    internal static Element MetadataOf(Image? image) => new("metadata", Metadata, image is null ? null : new Element("info", Metadata,
        new XmlAttr("bytes", image.Bytes.Length.ToString(CultureInfo.InvariantCulture)), new XmlAttr("id", image.Id), new XmlAttr("type", image.Type)));
}
