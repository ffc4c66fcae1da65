using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Net;

/// <summary>Where the drain of an outbound queue writes to. One caller at a time.</summary>
internal interface IOutboundSink
{
    /// <summary>Writes a stanza into the buffer.</summary>
    void Write(EncodedStanza stanza, Jid to);

    /// <summary>Writes an element that is encoded already (<see cref="StreamFraming.Encode"/>) into the buffer.</summary>
    void Write(ReadOnlySpan<byte> element);

    /// <summary>Sends the buffer; waits while the other side reads too slowly.</summary>
    /// <returns>False when the other side is gone.</returns>
    ValueTask<bool> FlushAsync();
}
