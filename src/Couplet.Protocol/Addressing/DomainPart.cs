using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>The domainpart (RFC 7622 §3.2): an internationalised domain name as U-labels in lower case, or an IP address.</summary>
internal static class DomainPart
{
    private const int MaxLabel = 63;

    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = true };

    internal static bool TryCanonical(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (text.Length is 0 or > JidPart.MaxBytes) return false;
        if (text[0] == '[') return TryLiteral(text, out canonical);
        if (!Ascii.IsValid(text))
        {
            if (!Precis.IsWellFormed(text)) return false;
            text = text.Replace('\u3002', '.').Replace('\uFF0E', '.').Replace('\uFF61', '.'); // the other full stops of IDNA
        }
        if (text[^1] == '.') text = text[..^1];
        if (!Ascii.IsValid(text)) return TryInternational(text, out canonical);
        if (!IsHostname(text)) return false;
        text = text.ToLowerInvariant();
        if (text.Contains("xn--", StringComparison.Ordinal)) return TryInternational(text, out canonical);
        canonical = text;
        return true;
    }

    // Letters, digits and hyphens inside; underscores are none of them.
    private static bool IsHostname(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '-') return false;
                continue;
            }
            if (i == start || i - start > MaxLabel || text[start] == '-' || text[i - 1] == '-') return false;
            start = i + 1;
        }
        return true;
    }

    private static bool TryInternational(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        string unicode;
        try
        {
            var ascii = s_idn.GetAscii(text);
            unicode = s_idn.GetUnicode(ascii);
            if (!IsHostname(ascii) || s_idn.GetAscii(unicode) != ascii) return false;
        }
        catch (ArgumentException)
        {
            return false; // the framework has no other way to say that this is no domain name
        }
        foreach (var label in unicode.Split('.'))
        {
            // A label that is still encoded was a false A-label; a capital is no U-label.
            if (label.StartsWith("xn--", StringComparison.Ordinal)) return false;
            if (!PrecisClass.IsIdentifier(label) || !PrecisBidi.IsValid(label) || !label.IsNormalized(NormalizationForm.FormC)) return false;
        }
        if (!string.Equals(unicode, unicode.ToLowerInvariant(), StringComparison.Ordinal) || !JidPart.Fits(unicode)) return false;
        canonical = unicode;
        return true;
    }

    private static bool TryLiteral(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (text[^1] != ']' || text.Contains('%', StringComparison.Ordinal)) return false;
        if (!IPAddress.TryParse(text.AsSpan(1, text.Length - 2), out var address) || address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        canonical = $"[{address}]";
        return true;
    }
}
