using System.Globalization;
using System.Text;

namespace Couplet.Server.Features.Rooms;

/// <summary>Which nicknames are valid, and which are the same (XEP-0045 §17.1).</summary>
internal static class Nickname
{
    /// <summary>The form under which nicknames are compared: what resourceprep makes equal is equal, and surrounding spaces do not count.</summary>
    internal static string Key(string nick)
    {
        var trimmed = nick.AsSpan().Trim();
        return Ascii.IsValid(trimmed) ? trimmed.ToString() : trimmed.ToString().Normalize(NormalizationForm.FormKC).Trim();
    }

    /// <summary>The nickname as the room shows it; null if nothing of it would be seen, or if it is not one of Resourceprep's and has to be.</summary>
    internal static string? Prepare(string? wanted, bool strict)
    {
        if (wanted is null) return null;
        var nick = wanted.Trim();
        if (strict && !Ascii.IsValid(nick) && nick.EnumerateRunes().Any(r => UnassignedCodePoints.Contains(r.Value))) return null;
        foreach (var rune in Key(nick).EnumerateRunes())
            if (IsVisible(rune)) return nick;
        return null;
    }

    private static bool IsVisible(Rune rune) => rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0x034F or 0x17B4 or 0x17B5)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
