using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>Text as it stands in a document: validity, references, and what it means.</summary>
internal static class XmlText
{
    // A reference says at most U+10FFFF; only leading zeros make it longer, and nobody needs them.
    private const int MaxReferenceBytes = 64;

    private static readonly SearchValues<byte> s_attribute = SearchValues.Create("&\t\n\r"u8);
    private static readonly SearchValues<byte> s_text = SearchValues.Create("&\r"u8);
    private static readonly SearchValues<byte> s_cdata = SearchValues.Create("\r"u8);

    internal enum Kind
    {
        Text,
        CData,
        Attribute,
    }

    /// <summary>Throws unless the bytes are UTF-8; a character cut off by the end is left out of the answer's count unless <paramref name="final"/>.</summary>
    internal static int ValidateUtf8(ReadOnlySpan<byte> utf8, bool final, long position)
    {
        if (Utf8.IsValid(utf8)) return utf8.Length;
        if (!final)
        {
            for (var tail = 1; tail <= 3 && tail <= utf8.Length; tail++)
            {
                if (utf8[^tail] < 0xC0) continue;
                if (Rune.DecodeFromUtf8(utf8[^tail..], out _, out _) != OperationStatus.NeedMoreData) break;
                if (!Utf8.IsValid(utf8[..^tail])) break;
                return utf8.Length - tail;
            }
        }
        throw new XmlStreamException(StreamErrorCondition.UnsupportedEncoding, "The data is not UTF-8.", position);
    }

    /// <summary>The length of the reference that <paramref name="data"/> begins with (at its ampersand); 0 if more data is needed.</summary>
    internal static int ReferenceLength(ReadOnlySpan<byte> data, bool final, long position)
    {
        var numeric = data.Length > 1 && data[1] == '#';
        var start = 1;
        if (numeric) start = data.Length > 2 && data[2] == 'x' ? 3 : 2;
        for (var i = start; i < data.Length; i++)
        {
            var b = data[i];
            if (b == ';')
            {
                if (i == start) break;
                if (numeric ? XmlChars.IsChar(CodePoint(data[1..i])) : Predefined(data[1..i]) != 0) return i + 1;
                if (!numeric && XmlChars.NcNameLength(data[1..i]) == i - 1)
                    throw new XmlStreamException(StreamErrorCondition.RestrictedXml, "Entities are not supported.", position);
                break;
            }
            if (!(numeric ? start == 3 ? char.IsAsciiHexDigit((char)b) : char.IsAsciiDigit((char)b) : XmlChars.MayBeName(b))) break;
            if (i == MaxReferenceBytes)
                throw new XmlStreamException(StreamErrorCondition.PolicyViolation, "A reference is too long.", position);
            if (i == data.Length - 1 && !final) return 0;
        }
        if (start >= data.Length && !final) return 0;
        throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "A reference is malformed.", position);
    }

    /// <summary>What validated bytes mean: references resolved, line ends and attribute white space normalised (XML §2.11, §3.3.3).</summary>
    internal static string Decode(ReadOnlySpan<byte> utf8, Kind kind)
    {
        var specials = kind switch { Kind.Attribute => s_attribute, Kind.Text => s_text, _ => s_cdata };
        var at = utf8.IndexOfAny(specials);
        if (at < 0) return Encoding.UTF8.GetString(utf8);
        var chars = ArrayPool<char>.Shared.Rent(utf8.Length);
        var count = 0;
        while (at >= 0)
        {
            count += Encoding.UTF8.GetChars(utf8[..at], chars.AsSpan(count));
            var size = 1;
            if (utf8[at] == '&')
            {
                size = utf8[at..].IndexOf((byte)';') + 1;
                var name = utf8.Slice(at + 1, size - 2);
                var c = name[0] == '#' ? CodePoint(name) : Predefined(name);
                count += new Rune(c).EncodeToUtf16(chars.AsSpan(count));
            }
            else
            {
                if (utf8[at] == '\r' && at + 1 < utf8.Length && utf8[at + 1] == '\n') size = 2;
                chars[count++] = kind == Kind.Attribute ? ' ' : '\n';
            }
            utf8 = utf8[(at + size)..];
            at = utf8.IndexOfAny(specials);
        }
        count += Encoding.UTF8.GetChars(utf8, chars.AsSpan(count));
        var text = new string(chars, 0, count);
        ArrayPool<char>.Shared.Return(chars);
        return text;
    }

    private static uint Predefined(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("lt"u8)) return '<';
        if (name.SequenceEqual("gt"u8)) return '>';
        if (name.SequenceEqual("amp"u8)) return '&';
        if (name.SequenceEqual("apos"u8)) return '\'';
        return name.SequenceEqual("quot"u8) ? '"' : 0u;
    }

    // Takes "#38" or "#x26"; 0, which is no character, stands for all that is too large.
    private static uint CodePoint(ReadOnlySpan<byte> reference)
    {
        var hex = reference[1] == 'x';
        uint value = 0;
        foreach (var b in reference[(hex ? 2 : 1)..])
        {
            value = hex ? (value * 16) + HexDigit(b) : (value * 10) + (b - (uint)'0');
            if (value > 0x10FFFF) return 0;
        }
        return value;
    }

    private static uint HexDigit(byte b) => b <= '9' ? b - (uint)'0' : (b | 0x20u) - 'a' + 10;
}
