using System.Globalization;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>The two string classes of RFC 8264 §4, by the algorithm of its §8.</summary>
internal static class PrecisClass
{
    private enum Property
    {
        Valid,
        FreeformOnly,
        Contextual,
        Disallowed,
    }

    internal static bool IsIdentifier(string text) => IsIn(text, freeform: false);

    internal static bool IsFreeform(string text) => IsIn(text, freeform: true);

    private static bool IsIn(string text, bool freeform)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var ok = PropertyOf(rune) switch
            {
                Property.Valid => true,
                Property.FreeformOnly => freeform,
                Property.Contextual => PrecisContext.IsAllowed(text, at, rune.Value),
                _ => false,
            };
            if (!ok) return false;
            at += rune.Utf16SequenceLength;
        }
        return true;
    }

    // The order of the tests is that of RFC 8264 §8; the letters name its categories (§9).
    private static Property PropertyOf(Rune rune)
    {
        var c = rune.Value;
        if (c is >= 0x21 and <= 0x7E) return Property.Valid; // K; no exception is ASCII
        switch (c) // F
        {
            case 0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007:
                return Property.Valid;
            case 0xB7 or 0x375 or 0x5F3 or 0x5F4 or 0x30FB or (>= 0x660 and <= 0x669) or (>= 0x6F0 and <= 0x6F9):
                return Property.Contextual;
            case 0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B:
                return Property.Disallowed;
        }
        var category = CharUnicodeInfo.GetUnicodeCategory(c);
        if (category is UnicodeCategory.OtherNotAssigned) return Property.Disallowed; // J, and the non-characters of M
        if (c is 0x200C or 0x200D) return Property.Contextual; // H
        if (IsOldHangulJamo(c) || IsIgnorable(c)) return Property.Disallowed; // I, M
        if (category is UnicodeCategory.Control) return Property.Disallowed; // L
        if (HasCompatibilityForm(rune)) return Property.FreeformOnly; // Q
        return category switch
        {
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Property.Valid, // A
            UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Property.Disallowed,
            _ => Property.FreeformOnly, // R, N, O, P
        };
    }

    private static bool IsOldHangulJamo(int c)
        => c is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7C6) or (>= 0xD7CB and <= 0xD7FB);

    // Default_Ignorable_Code_Point, as far as its members are assigned.
    private static bool IsIgnorable(int c)
        => c is 0xAD or 0x34F or 0x61C or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E)
            or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0x1BCA0 and <= 0x1BCA3)
            or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    private static bool HasCompatibilityForm(Rune rune) => !rune.ToString().IsNormalized(NormalizationForm.FormKC);
}
