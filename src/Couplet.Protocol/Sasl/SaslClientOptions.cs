namespace Couplet.Protocol.Sasl;

/// <summary>Who the client is and what it may use.</summary>
public sealed record SaslClientOptions
{
    /// <summary>The simple user name; null for ANONYMOUS and EXTERNAL.</summary>
    public string? Username { get; init; }

    /// <summary>The password; null for ANONYMOUS and EXTERNAL.</summary>
    public string? Password { get; init; }

    /// <summary>The identity to act as; null for the user's own.</summary>
    public string? Authzid { get; init; }

    /// <summary>The bindings this connection has, best first.</summary>
    public IReadOnlyList<ChannelBinding> ChannelBindings { get; init; } = [];

    /// <summary>Whether PLAIN may be used: only under TLS, to a server whose certificate was checked.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Whether a certificate was sent, so that EXTERNAL is worth a try.</summary>
    public bool AllowExternal { get; init; }

    /// <summary>Makes the client's nonce: printable ASCII without a comma.</summary>
    internal Func<string> NewNonce { get; init; } = ScramNonce.New;
}
