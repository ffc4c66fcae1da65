using System.IO.Pipelines;
using System.Net;
using Couplet.Protocol.Sasl;

namespace Couplet.Server.Net;

/// <summary>What carries a stream: bytes in, bytes out. The same object before and after TLS was negotiated.</summary>
internal abstract class StreamTransport
{
    /// <summary>The bytes that come in.</summary>
    internal abstract PipeReader Input { get; }

    /// <summary>Where bytes go out.</summary>
    internal abstract IOutboundSink Sink { get; }

    /// <summary>How elements are laid out.</summary>
    internal abstract StreamFraming Framing { get; }

    /// <summary>The other side's address, or null.</summary>
    internal abstract IPAddress? RemoteAddress { get; }

    /// <summary>Whether the bytes are protected by TLS.</summary>
    internal abstract bool IsSecure { get; }

    /// <summary>What mechanisms may be bound to; null without TLS of our own.</summary>
    internal virtual ChannelBinding? Binding => null;

    /// <summary>Whether TLS can be negotiated on this transport.</summary>
    internal virtual bool CanStartTls => false;

    /// <summary>Negotiates TLS. What came in before and was not read yet is no part of it.</summary>
    internal virtual Task StartTlsAsync(CancellationToken cancellation) => throw new NotSupportedException("This transport has no STARTTLS.");

    /// <summary>Cuts the connection.</summary>
    internal abstract void Abort();

    /// <summary>Closes the connection in an orderly way, so that the other side gets what was flushed.</summary>
    internal abstract Task CloseAsync();
}
