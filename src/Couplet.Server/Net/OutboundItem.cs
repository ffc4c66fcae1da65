using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Net;

/// <summary>One item of an <see cref="OutboundQueue"/>.</summary>
/// <param name="What">
/// An <see cref="EncodedStanza"/>; or bytes, for what is no stanza; or a <see cref="TrackingStart"/>; or a <see cref="OutboundBarrier"/>.
/// </param>
/// <param name="To">The address to put into a stanza.</param>
internal readonly record struct OutboundItem(object What, Jid To)
{
    internal int Size => What switch
    {
        EncodedStanza stanza => stanza.Length + To.EscapedUtf8.Length + 6,
        byte[] bytes => bytes.Length,
        _ => 0,
    };
}

/// <summary>From here on stanzas are counted and kept (XEP-0198 §4).</summary>
internal sealed record TrackingStart(StreamManagement Management, byte[] Enabled);

/// <summary>Everything before this is to be flushed; then the queue lets go of its sink.</summary>
internal sealed class OutboundBarrier : TaskCompletionSource<bool>
{
    internal OutboundBarrier() : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
    }
}
