using System.Text;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>The XML declaration, which may begin a stream (RFC 6120 §11.5) and must name no encoding but UTF-8 (§11.6).</summary>
internal static class XmlDeclaration
{
    private const int MaxBytes = 256;

    /// <summary>The length of the declaration that <paramref name="data"/> begins with (at <c>&lt;?</c>); 0 if more data is needed.</summary>
    internal static int Read(ReadOnlySpan<byte> data)
    {
        var opening = "<?xml"u8;
        var known = Math.Min(data.Length, opening.Length);
        if (!data[..known].SequenceEqual(opening[..known]) || (data.Length > 5 && !XmlChars.IsSpace(data[5])))
            throw new XmlStreamException(StreamErrorCondition.RestrictedXml, "Processing instructions are not allowed.", 0);
        var end = data[..Math.Min(data.Length, MaxBytes)].IndexOf("?>"u8);
        if (end < 0) return data.Length < MaxBytes ? 0 : throw Malformed();
        Check(data[5..end]);
        return end + 2;
    }

    private static void Check(ReadOnlySpan<byte> rest)
    {
        if (Take(ref rest, "version") is not "1.0") throw Malformed();
        var encoding = Take(ref rest, "encoding");
        if (encoding is not null && !encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
            throw new XmlStreamException(StreamErrorCondition.UnsupportedEncoding, "The only encoding is UTF-8.", 0);
        if (Take(ref rest, "standalone") is not (null or "yes" or "no") || !TrimStart(rest).IsEmpty) throw Malformed();
    }

    // The value of the pseudo-attribute if it comes next; null if another or nothing does.
    private static string? Take(ref ReadOnlySpan<byte> rest, string name)
    {
        var at = TrimStart(rest);
        if (at.Length == rest.Length || !at.StartsWith(Encoding.ASCII.GetBytes(name))) return null;
        at = TrimStart(at[name.Length..]);
        if (at is not [(byte)'=', ..]) throw Malformed();
        at = TrimStart(at[1..]);
        if (at is not [(byte)'"' or (byte)'\'', ..]) throw Malformed();
        var length = at[1..].IndexOf(at[0]);
        if (length < 0) throw Malformed();
        rest = at[(length + 2)..];
        return Encoding.Latin1.GetString(at.Slice(1, length));
    }

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> span)
    {
        while (!span.IsEmpty && XmlChars.IsSpace(span[0])) span = span[1..];
        return span;
    }

    private static XmlStreamException Malformed() => new(StreamErrorCondition.NotWellFormed, "The XML declaration is malformed.", 0);
}
