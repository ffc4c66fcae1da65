namespace Couplet.Player.Client;

/// <summary>Where and how clients connect.</summary>
public sealed record ClientSettings
{
    /// <summary>The host where neither the user nor the script names one.</summary>
    public const string DefaultHost = "localhost";

    /// <summary>The port where neither the user nor the script names one (RFC 6120 §14.7).</summary>
    public const int DefaultPort = 5222;

    /// <summary>The host; null leaves it to the script.</summary>
    public string? Host { get; init; }

    /// <summary>The port; null leaves it to the script.</summary>
    public int? Port { get; init; }

    /// <summary>When to turn to TLS.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Auto;

    /// <summary>How to log in.</summary>
    public SaslPolicy Sasl { get; init; } = SaslPolicy.Auto;

    /// <summary>Whether to accept any certificate from any host. Those of loopback addresses are always accepted.</summary>
    public bool AcceptAnyCertificate { get; init; }
}
