using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>The canonical form of one part of an address (RFC 7622 §3.3, §3.4); the domainpart has rules of its own.</summary>
internal static class JidPart
{
    internal const int MaxBytes = 1023;

    // RFC 7622 §3.3.1: what would be taken for the structure of an address.
    private static readonly SearchValues<char> s_notInLocal = SearchValues.Create("\"&'/:<>@");

    internal static bool TryLocal(string text, [NotNullWhen(true)] out string? canonical)
        => Precis.UsernameCaseMapped(text, out canonical) && !canonical.AsSpan().ContainsAny(s_notInLocal) && Fits(canonical);

    internal static bool TryResource(string text, [NotNullWhen(true)] out string? canonical)
        => Precis.OpaqueString(text, out canonical) && Fits(canonical);

    internal static bool Fits(string canonical)
        => canonical.Length <= MaxBytes / 3 || (canonical.Length <= MaxBytes && Encoding.UTF8.GetByteCount(canonical) <= MaxBytes);
}
