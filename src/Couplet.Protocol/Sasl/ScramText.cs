using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Couplet.Protocol.Sasl;

/// <summary>The lexical rules of SCRAM's messages (RFC 5802 §7).</summary>
internal static class ScramText
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Strict UTF-8 without NUL.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> data, out string text)
    {
        text = "";
        if (!System.Text.Unicode.Utf8.IsValid(data) || data.Contains((byte)0)) return false;
        text = s_strict.GetString(data);
        return true;
    }

    /// <summary>The value of <c>name=value</c>, which must not be empty, or false.</summary>
    internal static bool TryValue(string attribute, char name, [NotNullWhen(true)] out string? value)
    {
        value = attribute.Length > 2 && attribute[0] == name && attribute[1] == '=' ? attribute[2..] : null;
        return value is not null;
    }

    /// <summary>Whether this is an extension: an attribute with a letter for its name and a value (§5.1), and not the mandatory <c>m</c>.</summary>
    internal static bool IsOptionalExtension(string attribute)
        => attribute.Length > 2 && char.IsAsciiLetter(attribute[0]) && attribute[0] != 'm' && attribute[1] == '=';

    /// <summary>Whether this is a nonce: printable ASCII without a comma.</summary>
    internal static bool IsNonce(string nonce)
    {
        foreach (var c in nonce)
            if (c is < '!' or > '~' or ',') return false;
        return nonce.Length > 0;
    }

    internal static string EscapeName(string name) => name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>Undoes <see cref="EscapeName"/>; any other use of <c>=</c> is an error (§5.1).</summary>
    internal static bool TryUnescapeName(string escaped, out string name)
    {
        name = escaped;
        for (var at = escaped.IndexOf('=', StringComparison.Ordinal); at >= 0; at = escaped.IndexOf('=', at + 1))
        {
            var code = escaped.AsSpan(at + 1);
            if (!code.StartsWith("2C") && !code.StartsWith("3D")) return false;
        }
        name = escaped.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        return true;
    }

    internal static bool TryBase64(string text, out byte[] data)
    {
        data = new byte[text.Length / 4 * 3];
        // Strict: the framework would skip white space.
        if (text.Length % 4 != 0 || text.AsSpan().ContainsAny(" \t\r\n") || !Convert.TryFromBase64String(text, data, out var length)) return false;
        data = data[..length];
        return true;
    }
}
