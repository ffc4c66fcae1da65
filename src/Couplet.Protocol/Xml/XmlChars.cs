using System.Buffers;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>The character classes of XML 1.0 (fifth edition) over UTF-8.</summary>
internal static class XmlChars
{
    private const byte NameStart = 1, NameChar = 2, Space = 4;

    // 0xEF begins U+FFFE and U+FFFF, the two characters of three bytes that XML forbids; 0x09, 0x0A and 0x0D are white space.
    private const string Forbidden =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017"
        + "\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u00EF";

    private static readonly byte[] s_class = Classes();

    /// <summary>Where a run of text has to be looked at.</summary>
    internal static readonly SearchValues<byte> TextStops = Bytes(Forbidden + "<&]");

    /// <summary>Where a CDATA section has to be looked at.</summary>
    internal static readonly SearchValues<byte> CDataStops = Bytes(Forbidden + "]");

    /// <summary>Where an attribute value has to be looked at.</summary>
    internal static readonly SearchValues<byte> ValueStops = Bytes(Forbidden + "<&\t\n\r");

    internal static bool IsSpace(byte b) => (s_class[b] & Space) != 0;

    /// <summary>Whether the byte may stand in the name of an entity as far as one byte tells.</summary>
    internal static bool MayBeName(byte b) => b >= 0x80 || (s_class[b] & NameChar) != 0;

    /// <summary>The length of the name without a colon (NCName) that the valid UTF-8 begins with; 0 for none.</summary>
    internal static int NcNameLength(ReadOnlySpan<byte> utf8)
    {
        var length = 0;
        var wanted = NameStart;
        while (length < utf8.Length)
        {
            var b = utf8[length];
            if (b < 0x80)
            {
                if ((s_class[b] & wanted) == 0) break;
                length++;
            }
            else
            {
                if (Rune.DecodeFromUtf8(utf8[length..], out var rune, out var size) != OperationStatus.Done) break;
                if (!IsNameRune(rune.Value, wanted == NameStart)) break;
                length += size;
            }
            wanted = NameChar;
        }
        return length;
    }

    /// <summary>The production Char: what may stand in a document, by itself or as a character reference.</summary>
    internal static bool IsChar(uint c)
        => c >= 0x20 ? c is <= 0xD7FF or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF) : c is 0x9 or 0xA or 0xD;

    /// <summary>Whether the bytes begin with U+FFFE or U+FFFF.</summary>
    internal static bool IsNonCharacter(ReadOnlySpan<byte> utf8) => utf8 is [0xEF, 0xBF, 0xBE or 0xBF, ..];

    private static bool IsNameRune(int c, bool first) => c switch
    {
        >= 0xC0 and <= 0x2FF => c is not (0xD7 or 0xF7),
        >= 0x370 and <= 0x1FFF => c != 0x37E,
        0x200C or 0x200D => true,
        >= 0x2070 and <= 0x218F or >= 0x2C00 and <= 0x2FEF or >= 0x3001 and <= 0xD7FF => true,
        >= 0xF900 and <= 0xFDCF or >= 0xFDF0 and <= 0xFFFD or >= 0x10000 and <= 0xEFFFF => true,
        0xB7 or (>= 0x300 and <= 0x36F) or 0x203F or 0x2040 => !first,
        _ => false,
    };

    private static SearchValues<byte> Bytes(string latin1) => SearchValues.Create(Encoding.Latin1.GetBytes(latin1));

    private static byte[] Classes()
    {
        var classes = new byte[256];
        for (var c = 'a'; c <= 'z'; c++) classes[c] = classes[c - 32] = NameStart | NameChar;
        for (var c = '0'; c <= '9'; c++) classes[c] = NameChar;
        classes['_'] = NameStart | NameChar;
        classes['-'] = classes['.'] = NameChar;
        classes[' '] = classes['\t'] = classes['\n'] = classes['\r'] = Space;
        return classes;
    }
}
