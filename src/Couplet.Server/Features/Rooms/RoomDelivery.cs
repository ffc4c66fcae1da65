using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms;

/// <summary>One stanza, encoded once, to many.</summary>
/// <param name="Template">The stanza without <c>to</c>.</param>
/// <param name="Recipients">To whom: full JIDs of sessions, or one address of any kind.</param>
internal readonly record struct RoomDelivery(Stanza Template, ImmutableArray<Jid> Recipients)
{
    /// <summary>A delivery to the address that the stanza names.</summary>
    internal static RoomDelivery Of(Stanza stanza)
        => new(stanza.WithAddresses(stanza.From, default), [stanza.To]);
}
