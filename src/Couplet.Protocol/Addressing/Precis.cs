using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>
/// The PRECIS profiles that XMPP uses (RFC 8264, 8265, 8266): preparation, enforcement and comparison of internationalised strings.
/// Each answers false where the string is refused, and otherwise the canonical form; applying a profile again changes nothing.
/// </summary>
public static class Precis
{
    /// <summary>
    /// Whether this process can normalise at all. Without ICU (<c>InvariantGlobalization</c>) normalisation silently does nothing, and two
    /// spellings of one name would be two accounts: a server must refuse to start.
    /// </summary>
    public static bool IsSupported => "A\u030A".Normalize(NormalizationForm.FormC) == "\u00C5"
        && "\uFF21".Normalize(NormalizationForm.FormKC) == "A";

    /// <summary>User names and localparts, without regard to case (RFC 8265 §3.3).</summary>
    public static bool UsernameCaseMapped(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (text.Length == 0) return false;
        if (Ascii.IsValid(text))
        {
            foreach (var c in text)
                if (c is <= ' ' or '\x7F') return false;
            canonical = text.ToLowerInvariant();
            return true;
        }
        if (!IsWellFormed(text)) return false;
        var mapped = MapWidth(text);
        if (!PrecisClass.IsIdentifier(mapped)) return false;
        mapped = Lower(mapped).Normalize(NormalizationForm.FormC);
        if (!PrecisClass.IsIdentifier(mapped) || !PrecisBidi.IsValid(mapped)) return false;
        canonical = mapped;
        return true;
    }

    /// <summary>Passwords and resourceparts (RFC 8265 §4.2): case is kept, every space becomes U+0020.</summary>
    public static bool OpaqueString(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (text.Length == 0) return false;
        if (Ascii.IsValid(text))
        {
            foreach (var c in text)
                if (c is < ' ' or '\x7F') return false;
            canonical = text;
            return true;
        }
        if (!IsWellFormed(text)) return false;
        var mapped = MapSpaces(text).Normalize(NormalizationForm.FormC);
        if (!PrecisClass.IsFreeform(mapped)) return false;
        canonical = mapped;
        return true;
    }

    /// <summary>A nickname as it is shown (RFC 8266 §2.3): spaces are trimmed and collapsed, compatibility characters replaced.</summary>
    public static bool Nickname(string text, [NotNullWhen(true)] out string? canonical) => Stable(text, fold: false, out canonical);

    /// <summary>A nickname as it is compared (RFC 8266 §2.4): the same, without regard to case.</summary>
    public static bool NicknameForComparison(string text, [NotNullWhen(true)] out string? key) => Stable(text, fold: true, out key);

    /// <summary>Whether every surrogate has its partner; normalisation throws where one has not.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done) return false;
            text = text[length..];
        }
        return true;
    }

    // RFC 8266 §2.1: one pass may make another necessary (a compatibility mapping can bring spaces in), three are enough for all that settle.
    private static bool Stable(string text, bool fold, out string? result)
    {
        result = null;
        if (!IsWellFormed(text)) return false;
        for (var pass = 0; pass < 4; pass++)
        {
            if (!PrecisClass.IsFreeform(text)) return false;
            var next = CollapseSpaces(MapSpaces(text));
            if (fold) next = Lower(next);
            next = next.Normalize(NormalizationForm.FormKC);
            if (next.Length == 0) return false;
            if (next == text)
            {
                result = text;
                return true;
            }
            text = next;
        }
        return false;
    }

    // Full lower-casing differs from the simple one, which the framework has, in the dotted capital I alone (final sigma apart, which PRECIS
    // profiles leave alone so that the result does not depend on the neighbours).
    private static string Lower(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);

    private static string MapSpaces(string text)
    {
        if (Ascii.IsValid(text)) return text;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.GetUnicodeCategory(source[i]) == UnicodeCategory.SpaceSeparator ? ' ' : source[i];
        });
    }

    private static string CollapseSpaces(string text)
        => text.Contains(' ', StringComparison.Ordinal) ? string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : text;

    // RFC 8265 §3.3.1: fullwidth and halfwidth code points become what they decompose to; all of them are in one block.
    private static string MapWidth(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uFF01', '\uFFEE') < 0) return text;
        var mapped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= '\uFF01' and <= '\uFFEE') mapped.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            else mapped.Append(c);
        }
        return mapped.ToString();
    }
}
