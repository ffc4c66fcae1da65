namespace Couplet.Protocol.Xml;

/// <summary>
/// What one element of a stream may cost (RFC 6120 §13.12). Exceeding a limit ends the stream with <c>policy-violation</c>.
/// </summary>
public sealed record XmlLimits
{
    /// <summary>The limits of an authenticated client's stream.</summary>
    public static XmlLimits Default { get; } = new();

    /// <summary>The size of a first-level element, or of the stream header, in bytes as they come in.</summary>
    public int MaxStanzaBytes { get; init; } = 262_144;

    /// <summary>How deep elements nest; a stanza itself is level 1.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The number of attributes of one element, namespace declarations included.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>The length of a qualified name, and of a namespace name, in bytes.</summary>
    public int MaxNameBytes { get; init; } = 512;

    /// <summary>The number of namespace declarations in scope at one place, those of the stream header included.</summary>
    public int MaxNamespaces { get; init; } = 128;
}
