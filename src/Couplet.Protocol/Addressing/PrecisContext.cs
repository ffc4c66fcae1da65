using System.Globalization;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>Where code points with a contextual rule may stand (RFC 5892, appendix A).</summary>
internal static class PrecisContext
{
    /// <summary>Whether the contextual code point <paramref name="c"/>, which stands at <paramref name="at"/>, is allowed there.</summary>
    internal static bool IsAllowed(string text, int at, int c) => c switch
    {
        0x200C => IsAfterVirama(text, at) || ArabicJoining.IsBetweenJoiners(text, at),
        0x200D => IsAfterVirama(text, at),
        0xB7 => at > 0 && text[at - 1] == 'l' && at + 1 < text.Length && text[at + 1] == 'l',
        0x375 => at + 1 < text.Length && IsGreek(text[at + 1]),
        0x5F3 or 0x5F4 => at > 0 && IsHebrew(text[at - 1]),
        0x30FB => ContainsJapanese(text),
        <= 0x669 => text.AsSpan().IndexOfAnyInRange('\u06F0', '\u06F9') < 0,
        _ => text.AsSpan().IndexOfAnyInRange('\u0660', '\u0669') < 0,
    };

    // Canonical combining class 9. The framework does not tell classes, so the members are listed (Unicode 14).
    private const string Viramas = "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714\u1715\u1734"
        + "\u17D2\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\u2D7F\uA806\uA82C\uA8C4\uA953\uA9C0\uAAF6\uABED"
        + "\U00010A3F\U00011046\U00011070\U0001107F\U000110B9\U00011133\U00011134\U000111C0\U00011235\U000112EA\U0001134D\U00011442\U000114C2\U000115BF"
        + "\U0001163F\U000116B6\U0001172B\U00011839\U0001193D\U0001193E\U000119E0\U00011A34\U00011A47\U00011A99\U00011C3F\U00011D44\U00011D45\U00011D97";

    private static bool IsAfterVirama(string text, int at)
        => Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var before, out _) == System.Buffers.OperationStatus.Done
            && Viramas.Contains(before.ToString(), StringComparison.Ordinal);

    private static bool IsGreek(char c) => char.IsLetter(c) && c is (>= '\u0370' and <= '\u03E1') or (>= '\u03F0' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF');

    private static bool IsHebrew(char c) => c is (>= '\u0591' and <= '\u05F4') or (>= '\uFB1D' and <= '\uFB4F');

    private static bool ContainsJapanese(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var c = rune.Value;
            if (c is 0x30FB || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.OtherNotAssigned) continue;
            if (c is (>= 0x3041 and <= 0x3096) or (>= 0x309D and <= 0x309F) // Hiragana
                or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FD and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) // Katakana
                or 0x3005 or 0x3007 or (>= 0x2E80 and <= 0x2FD5) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0xF900 and <= 0xFAD9) or (>= 0x20000 and <= 0x3FFFF)) return true; // Han
        }
        return false;
    }
}
