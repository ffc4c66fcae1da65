using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Net;

/// <summary>One item of an <see cref="OutboundQueue"/>.</summary>
/// <param name="What">
/// An <see cref="EncodedStanza"/>; or bytes, for what is no stanza; or a <see cref="TrackingStart"/>; or a <see cref="HandledAnswer"/>; or
/// a <see cref="OutboundBarrier"/>.
/// </param>
/// <param name="To">The address to put into a stanza.</param>
internal readonly record struct OutboundItem(object What, Jid To)
{
    internal int Size => What switch
    {
        EncodedStanza stanza => stanza.Length + To.EscapedUtf8.Length + 6,
        byte[] bytes => bytes.Length,
        HandledAnswer => HandledAnswer.MostBytes,
        _ => 0,
    };
}

/// <summary>From here on stanzas are counted and kept (XEP-0198 §4).</summary>
internal sealed record TrackingStart(StreamManagement Management, byte[] Enabled);

/// <summary>
/// How many stanzas were handled (XEP-0198 §4), as it is when the answer is written: one made earlier could come after a greater one,
/// from another thread or from before a resumption.
/// </summary>
internal sealed class HandledAnswer(Func<uint> count)
{
    internal const int MostBytes = 48;

    internal byte[] Encode()
        => System.Text.Encoding.ASCII.GetBytes($"<a xmlns='{StreamManagement.Namespace}' h='{count().ToString(CultureInfo.InvariantCulture)}'/>");
}

/// <summary>Everything before this is to be flushed; then the queue lets go of its sink.</summary>
internal sealed class OutboundBarrier : TaskCompletionSource<bool>
{
    internal OutboundBarrier() : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
    }
}
