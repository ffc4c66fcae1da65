using System.Security.Cryptography;

namespace Couplet.Protocol.Sasl;

/// <summary>What the server knows about itself and the connection when an exchange begins.</summary>
public sealed record SaslServerOptions
{
    /// <summary>The bindings this connection has; empty without TLS. The <c>-PLUS</c> mechanisms need one.</summary>
    public IReadOnlyList<ChannelBinding> ChannelBindings { get; init; } = [];

    /// <summary>
    /// Whether any <c>-PLUS</c> mechanism was offered on this stream. A client that supports channel binding and says it saw no such offer
    /// has been lied to, and is refused (RFC 5802 §6).
    /// </summary>
    public bool OffersChannelBinding { get; init; }

    /// <summary>The server's secret from which the salts of unknown users are made; the same over restarts. 16 bytes or more.</summary>
    public ReadOnlyMemory<byte> UnknownUserSecret { get; init; }

    /// <summary>The iteration count shown for unknown users: that of new passwords.</summary>
    public int Iterations { get; init; } = ScramCredentials.DefaultIterations;

    /// <summary>EXTERNAL: the simple user names that TLS or the transport vouches for, canonical; the first is the default.</summary>
    public IReadOnlyList<string> ExternalNames { get; init; } = [];

    /// <summary>ANONYMOUS: makes the name of a guest. Null where guests are not welcome.</summary>
    public Func<string>? NewGuestName { get; init; }

    /// <summary>Makes the server's part of a nonce: printable ASCII without a comma.</summary>
    internal Func<string> NewNonce { get; init; } = ScramNonce.New;
}

internal static class ScramNonce
{
    internal static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
}
