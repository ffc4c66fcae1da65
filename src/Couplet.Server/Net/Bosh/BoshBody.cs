using System.Buffers;
using System.Globalization;
using System.Text;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Net.Bosh;

/// <summary>What is answered: a <c>body</c> element around payloads that are documents of their own.</summary>
internal static class BoshBody
{
    internal static byte[] Empty { get; } = Of([], []);

    /// <summary>To a request whose answer goes to its repetition (XEP-0124 §14.3, §17.3).</summary>
    internal static byte[] Recoverable { get; } = Of([("type", "error")], []);

    /// <summary>The end of a session (§17.2).</summary>
    internal static byte[] Terminal(string? condition, ReadOnlySpan<byte> payload = default)
        => Of(condition is null ? [("type", "terminate")] : [("type", "terminate"), ("condition", condition)], payload);

    internal static byte[] Of(IEnumerable<(string Name, string Value)> attributes, ReadOnlySpan<byte> payload)
    {
        using var output = ScratchBuffer.Rent();
        output.Write("<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' xmlns:stream='http://etherx.jabber.org/streams'"u8);
        foreach (var (name, value) in attributes)
        {
            output.Write(Encoding.UTF8.GetBytes($" {name}='"));
            ElementWriter.AttributeText(output, value);
            output.Write("'"u8);
        }
        output.Write(payload.IsEmpty ? "/>"u8 : ">"u8);
        if (payload.IsEmpty) return output.ToArray();
        output.Write(payload);
        output.Write("</body>"u8);
        return output.ToArray();
    }

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
