using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions;

/// <summary>The rules of the client's stream header (RFC 6120 §4.7, §4.8; RFC 7395 §3.4).</summary>
internal static class StreamHeader
{
    /// <summary>What is wrong with a header; null if nothing.</summary>
    internal static StreamError? Check(XmlStreamReader reader, ClientStream stream)
    {
        var header = reader.Header!;
        if (header.Namespace != StreamError.StreamNamespace) return new StreamError(StreamErrorCondition.InvalidNamespace, "The stream's namespace is wrong.");
        if (header.Name != "stream") return new StreamError(StreamErrorCondition.BadFormat, "The root element is not a stream.");
        if (reader.HeaderPrefix != "stream") return new StreamError(StreamErrorCondition.BadNamespacePrefix, "The prefix must be 'stream'.");
        if (reader.HeaderDefaultNamespace != Stanza.ClientNamespace) return new StreamError(StreamErrorCondition.InvalidNamespace, "The content namespace is wrong.");
        return Check(header["to"], header["version"], stream);
    }

    /// <summary>What is wrong with the <c>open</c> element of a framed stream; null if nothing.</summary>
    internal static StreamError? Check(RawElement open, ClientStream stream) => Check(open["to"], open["version"], stream);

    private static StreamError? Check(string? to, string? version, ClientStream stream)
    {
        if (!Jid.TryParse(to, out var target) || !target.IsDomain || !stream.TryServe(target)) return new StreamError(StreamErrorCondition.HostUnknown, "This domain is not served here.");
        return IsSupported(version) ? null : new StreamError(StreamErrorCondition.UnsupportedVersion, "Version 1.0 is spoken here.");
    }

    // §4.7.5: two numbers; ours is 1.0, and with a newer peer the lower version counts.
    private static bool IsSupported(string? version)
    {
        if (version is null) return false;
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(version.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(version.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && major >= 1;
    }
}
