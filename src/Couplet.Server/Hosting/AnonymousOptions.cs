namespace Couplet.Server.Hosting;

/// <summary>Logins without a name (SASL ANONYMOUS, XEP-0175), on a domain of their own.</summary>
public sealed class AnonymousOptions
{
    /// <summary>The domain as it is set; null for none.</summary>
    public string? Domain { get; set; }

    /// <summary>The domain that is served: the one that is set, in try-out mode one for trying out; null for none.</summary>
    public string? Host => Domain ?? (IsDev() ? "guest.localhost" : null);

    /// <summary>A PEM file with the domain's certificate and chain; null where the server's own is for this domain too.</summary>
    public string? Certificate { get; set; }

    /// <summary>A PEM file with the private key; null where <see cref="Certificate"/> holds it.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Most accounts of this kind at a time.</summary>
    public int Sessions { get; set; } = 1_000;

    internal Func<bool> IsDev { get; init; } = static () => false;
}
