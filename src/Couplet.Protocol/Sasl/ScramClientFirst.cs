using System.Diagnostics.CodeAnalysis;

namespace Couplet.Protocol.Sasl;

/// <summary>The client-first-message (RFC 5802 §7).</summary>
/// <param name="Gs2Header">As sent, with its trailing comma.</param>
/// <param name="BindingFlag"><c>n</c>, <c>y</c> or <c>p</c>.</param>
/// <param name="BindingType">With <c>p</c>: the type.</param>
/// <param name="Authzid">The identity to act as, or null.</param>
/// <param name="Username">Unescaped.</param>
/// <param name="Nonce">The client's nonce.</param>
/// <param name="Bare">The client-first-message-bare, as sent.</param>
internal sealed record ScramClientFirst(string Gs2Header, char BindingFlag, string? BindingType, string? Authzid, string Username, string Nonce, string Bare)
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out ScramClientFirst? message)
    {
        message = null;
        var parts = text.Split(',');
        if (parts.Length < 4) return false;
        string? bindingType = null;
        if (parts[0] is not ("n" or "y") && !(ScramText.TryValue(parts[0], 'p', out bindingType) && IsTypeName(bindingType))) return false;
        string? authzid = null;
        if (parts[1].Length > 0 && !(ScramText.TryValue(parts[1], 'a', out var escaped) && ScramText.TryUnescapeName(escaped, out authzid))) return false;
        // A mandatory extension (m=) would stand before the name: none is known, so it fails here, as §5.1 wants.
        if (!ScramText.TryValue(parts[2], 'n', out var name) || !ScramText.TryUnescapeName(name, out var username)) return false;
        if (!ScramText.TryValue(parts[3], 'r', out var nonce) || !ScramText.IsNonce(nonce)) return false;
        foreach (var extension in parts.AsSpan(4))
            if (!ScramText.IsOptionalExtension(extension)) return false;
        var header = $"{parts[0]},{parts[1]},";
        message = new ScramClientFirst(header, parts[0][0], bindingType, authzid, username, nonce, text[header.Length..]);
        return true;
    }

    // cb-name = 1*(ALPHA / DIGIT / "." / "-")
    private static bool IsTypeName(string name)
    {
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')) return false;
        return true;
    }
}
