using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Decisions;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>The hats that an occupant wears, in its presence (XEP-0317 §3).</summary>
internal static class HatView
{
    /// <summary>The <c>hats</c> element; null for a bare head.</summary>
    internal static Element? Of(RoomState state, Jid account) => !state.Worn.TryGetValue(account, out var worn) ? null
        : new Element("hats", HatCommands.Namespace, worn.Select(uri => state.Hats[uri]).Select(h => new Element("hat", HatCommands.Namespace,
            new XmlAttr("title", h.Title), new XmlAttr("uri", h.Uri), h.Hue is null ? null : new XmlAttr("hue", h.Hue))));

    /// <summary>The room has another set of hats.</summary>
    internal static void ListChanged(RoomState before, RoomState after, string uri, ImmutableArray<RoomDelivery>.Builder output)
    {
        output.To(after.Occupants.Audience.All, MessageView.Notice(after, MessageType.Groupchat, Showing.Status(104)));
        foreach (var (account, worn) in before.Worn)
            if (worn.Contains(uri)) Shown(after, account, output);
    }

    /// <summary>An account has other hats on.</summary>
    internal static void Shown(RoomState after, Jid account, ImmutableArray<RoomDelivery>.Builder output)
    {
        foreach (var occupant in after.Occupants.OfAccount(account))
        {
            var showing = Showing.Available(after, occupant);
            output.To(occupant.SessionJids, showing.ForSelf([]));
            if (after.Shows(occupant.Role)) output.Others(after, occupant.SessionJids, showing);
        }
    }
}
