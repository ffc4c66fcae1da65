using System.Text;

namespace Couplet.Bench;

/// <summary>What goes over the wire in the benchmarks.</summary>
internal static class Samples
{
    internal const string Header = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>The content of an ordinary message of a modern client.</summary>
    internal static readonly byte[] Payload = Encoding.UTF8.GetBytes("<body>But soft, what light through yonder window breaks? It is the east.</body>"
        + "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/><origin-id xmlns='urn:xmpp:sid:0' id='9b1c'/>");

    /// <summary>Such a message.</summary>
    internal static readonly byte[] Message = [.. "<message to='juliet@example.net/balcony' type='chat' id='9b1c'>"u8, .. Payload, .. "</message>"u8];
}
