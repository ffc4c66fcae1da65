using System.Diagnostics.CodeAnalysis;

namespace Couplet.Protocol.Addressing;

/// <summary>
/// An XMPP address (RFC 7622): <c>[local@]domain[/resource]</c>, always in canonical form. <c>default</c> is the absent address.
/// Two addresses are equal when their canonical forms are.
/// </summary>
public readonly struct Jid : IEquatable<Jid>
{
    private readonly JidParts? _parts;

    private Jid(JidParts parts) => _parts = parts;

    /// <summary>Whether this is the absent address.</summary>
    public bool IsEmpty => _parts is null;

    /// <summary>The canonical localpart, or null.</summary>
    public string? Local => _parts?.Local;

    /// <summary>The canonical domainpart; empty for the absent address.</summary>
    public string Domain => _parts?.Domain ?? "";

    /// <summary>The canonical resourcepart, or null.</summary>
    public string? Resource => _parts?.Resource;

    /// <summary>Whether there is no resourcepart (and the address is not absent).</summary>
    public bool IsBare => _parts is { Resource: null };

    /// <summary>Whether there is a resourcepart.</summary>
    public bool IsFull => _parts is { Resource: not null };

    /// <summary>Whether there is a domainpart alone.</summary>
    public bool IsDomain => _parts is { Resource: null, Local: null };

    /// <summary>The address without its resourcepart.</summary>
    public Jid Bare => _parts is null or { Resource: null } ? this : new Jid(_parts.Bare);

    /// <summary>The canonical form in UTF-8, escaped for an attribute's value.</summary>
    public ReadOnlySpan<byte> EscapedUtf8 => _parts is null ? default : _parts.EscapedUtf8;

    /// <summary>Reads an address.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Jid jid)
    {
        jid = default;
        if (string.IsNullOrEmpty(text)) return false;
        if (JidCache.Find(text) is { } known)
        {
            jid = new Jid(known);
            return true;
        }
        var whole = text;
        string? resource = null, local = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            resource = text[(slash + 1)..];
            text = text[..slash];
        }
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            local = text[..at];
            text = text[(at + 1)..];
        }
        if (!TryCreate(local, text, resource, out jid)) return false;
        if (jid._parts!.Text == whole) JidCache.Add(jid._parts);
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static Jid Parse(string text) => TryParse(text, out var jid) ? jid : throw new FormatException($"'{text}' is not an XMPP address.");

    /// <summary>Builds an address from its parts, which need not be canonical. Null means that the part is absent; empty is an error.</summary>
    public static bool TryCreate(string? local, string domain, string? resource, out Jid jid)
    {
        jid = default;
        if (!DomainPart.TryCanonical(domain, out var canonicalDomain)) return false;
        if (local is not null && !JidPart.TryLocal(local, out local)) return false;
        if (resource is not null && !JidPart.TryResource(resource, out resource)) return false;
        jid = new Jid(new JidParts(local, canonicalDomain, resource));
        return true;
    }

    /// <summary>This address with a resourcepart, which need not be canonical.</summary>
    public bool TryWithResource(string resource, out Jid jid)
    {
        jid = default;
        if (_parts is null || !JidPart.TryResource(resource, out var canonical)) return false;
        jid = new Jid(new JidParts(Local, Domain, canonical));
        return true;
    }

    /// <summary>This address with a resourcepart.</summary>
    /// <exception cref="FormatException">The text is no resourcepart.</exception>
    public Jid WithResource(string resource)
        => TryWithResource(resource, out var jid) ? jid : throw new FormatException($"'{resource}' is not a resourcepart.");

    /// <inheritdoc/>
    public bool Equals(Jid other) => ReferenceEquals(_parts, other._parts) || (_parts is not null && other._parts is not null
        && _parts.Hash == other._parts.Hash && _parts.Text == other._parts.Text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Jid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _parts?.Hash ?? 0;

    /// <summary>The canonical form; empty for the absent address.</summary>
    public override string ToString() => _parts?.Text ?? "";

    /// <summary>Equality of canonical forms.</summary>
    public static bool operator ==(Jid left, Jid right) => left.Equals(right);

    /// <summary>Inequality of canonical forms.</summary>
    public static bool operator !=(Jid left, Jid right) => !left.Equals(right);
}
