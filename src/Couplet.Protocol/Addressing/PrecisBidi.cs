using System.Globalization;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>
/// The bidi rule of RFC 5893 §2 for strings of the IdentifierClass. The framework tells no bidi class; within that class it follows from
/// block and category, which is what is used here.
/// </summary>
internal static class PrecisBidi
{
    internal static bool IsValid(string text)
    {
        bool rightToLeft = false, left = false, european = false, arabic = false, first = true, firstIsRight = false, endsWell = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var c = rune.Value;
            var category = CharUnicodeInfo.GetUnicodeCategory(c);
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            var isNumber = false;
            var isRight = false;
            if (c is (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9)) isNumber = european = true;
            else if (c is (>= 0x660 and <= 0x669) or (>= 0x10D30 and <= 0x10D39)) isNumber = arabic = true;
            else if (!isMark && IsLetterOrDigit(category))
            {
                isRight = IsRightToLeft(c);
                left |= !isRight;
            }
            rightToLeft |= isRight || (isNumber && arabic);
            if (first) firstIsRight = isRight;
            first = false;
            if (!isMark) endsWell = isRight || isNumber; // marks may trail (rule 3)
        }
        // A string without right-to-left code points is no matter of this rule; one with them must be right-to-left as a whole (rules 1, 2, 5).
        return !rightToLeft || (firstIsRight && !left && endsWell && !(european && arabic));
    }

    private static bool IsLetterOrDigit(UnicodeCategory category) => category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.ModifierLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsRightToLeft(int c) => c is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
        or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
