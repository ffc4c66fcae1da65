using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features;

/// <summary>Answers an iq request on a stream that is not authenticated (in-band registration).</summary>
/// <param name="iq">The request, as it came.</param>
/// <param name="payload">Its one child.</param>
/// <param name="stream">The stream it came on.</param>
public delegate ValueTask<IqReply> PreAuthenticationIqHandler(Iq iq, Element payload, IUnauthenticatedStream stream);

/// <summary>What a handler may know of a stream before authentication.</summary>
public interface IUnauthenticatedStream
{
    /// <summary>The other side's address, for limits by address.</summary>
    System.Net.IPAddress? RemoteAddress { get; }

    /// <summary>Whether the stream is protected by TLS.</summary>
    bool IsSecure { get; }
}
