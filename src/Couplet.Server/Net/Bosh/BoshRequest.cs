using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Net.Bosh;

/// <summary>What a client has posted: the <c>body</c> element of XEP-0124 §6.</summary>
/// <param name="Rid">Its number.</param>
/// <param name="Sid">The session; null to begin one.</param>
/// <param name="Body">The element.</param>
internal sealed record BoshRequest(long Rid, string? Sid, Element Body)
{
    internal const string Namespace = "http://jabber.org/protocol/httpbind";

    /// <summary>XEP-0206.</summary>
    internal const string XmppNamespace = "urn:xmpp:xbosh";

    /// <summary>§14.1: beyond this, numbers are not exact everywhere.</summary>
    private const long HighestRid = 9_007_199_254_740_991;

    /// <summary>The payloads, each as a document of its own.</summary>
    internal ImmutableArray<byte[]> Payloads => [.. Body.Elements().Select(e => ElementWriter.ToBytes(e))];

    internal bool IsEmpty => !Body.Elements().Any();

    /// <summary>Whether the session is to end (§13).</summary>
    internal bool IsTerminate => Body["type"] == "terminate";

    /// <summary>Whether the stream begins anew, after authentication (XEP-0206 §5).</summary>
    internal bool IsRestart => Body.Attribute("restart", XmppNamespace) is "true" or "1";

    /// <summary>For how many seconds the client will be silent (§10); null if it does not say.</summary>
    internal int? Pause => Number("pause");

    /// <summary>Reads a number of seconds or requests; null where there is none that can be read.</summary>
    internal int? Number(string attribute)
        => int.TryParse(Body[attribute], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads what was posted; null where it is no such element.</summary>
    internal static BoshRequest? Read(ReadOnlyMemory<byte> posted, int limit)
    {
        var reader = new XmlStreamReader(XmlLimits.Default with { MaxStanzaBytes = limit }, XmlFraming.Framed);
        var input = new ReadOnlySequence<byte>(posted);
        try
        {
            if (reader.Read(ref input) != XmlTokenKind.Element || reader.Current is not { Name: "body", Namespace: Namespace } raw) return null;
            var body = raw.ToElement();
            // Whatever comes after the element but white space makes it no document.
            foreach (var b in input.ToArray())
                if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return null;
            return long.TryParse(body["rid"], NumberStyles.None, CultureInfo.InvariantCulture, out var rid) && rid is > 0 and <= HighestRid
                ? new BoshRequest(rid, body["sid"], body) : null;
        }
        catch (XmlStreamException)
        {
            return null;
        }
    }
}
