namespace Couplet.Player.Client;

/// <summary>When the client turns to TLS (RFC 6120 §5).</summary>
public enum TlsPolicy
{
    /// <summary>Where the server offers it.</summary>
    Auto,

    /// <summary>Always; a server that does not offer it is refused.</summary>
    Required,

    /// <summary>Never.</summary>
    Never,
}
