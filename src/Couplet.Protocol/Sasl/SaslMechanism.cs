using System.Diagnostics.CodeAnalysis;

namespace Couplet.Protocol.Sasl;

/// <summary>The mechanisms' registered names, and the way from a name to the server's side.</summary>
public static class SaslMechanism
{
    /// <summary>RFC 4616; only under TLS.</summary>
    public const string Plain = "PLAIN";
    /// <summary>RFC 4422, appendix A.</summary>
    public const string External = "EXTERNAL";
    /// <summary>RFC 4505.</summary>
    public const string Anonymous = "ANONYMOUS";
    /// <summary>RFC 5802.</summary>
    public const string ScramSha1 = "SCRAM-SHA-1";
    /// <summary>RFC 5802, bound to the channel.</summary>
    public const string ScramSha1Plus = "SCRAM-SHA-1-PLUS";
    /// <summary>RFC 7677.</summary>
    public const string ScramSha256 = "SCRAM-SHA-256";
    /// <summary>RFC 7677, bound to the channel.</summary>
    public const string ScramSha256Plus = "SCRAM-SHA-256-PLUS";
    /// <summary>SCRAM with SHA-512.</summary>
    public const string ScramSha512 = "SCRAM-SHA-512";
    /// <summary>SCRAM with SHA-512, bound to the channel.</summary>
    public const string ScramSha512Plus = "SCRAM-SHA-512-PLUS";

    /// <summary>Those that prove a password, best first; what is bound to the channel comes before what is not.</summary>
    public static IReadOnlyList<string> ByPreference { get; } =
        [ScramSha512Plus, ScramSha256Plus, ScramSha1Plus, ScramSha512, ScramSha256, ScramSha1, Plain];

    /// <summary>Begins the server's side of an exchange. False where there is no such mechanism (invalid-mechanism).</summary>
    public static bool TryCreateServer(string name, SaslServerOptions options, [NotNullWhen(true)] out SaslServer? server)
    {
        server = name switch
        {
            Plain => new PlainServer(options),
            External => new ExternalServer(options),
            Anonymous => new AnonymousServer(options),
            _ when TryGetScram(name, out var hash, out var plus) => new ScramServer(hash, plus, options),
            _ => null,
        };
        return server is not null;
    }

    /// <summary>Takes a SCRAM mechanism's name apart.</summary>
    public static bool TryGetScram(string name, out ScramHash hash, out bool channelBinding)
    {
        channelBinding = name.EndsWith("-PLUS", StringComparison.Ordinal);
        hash = default;
        foreach (var candidate in Enum.GetValues<ScramHash>())
        {
            hash = candidate;
            if (name.AsSpan(0, name.Length - (channelBinding ? 5 : 0)).SequenceEqual(candidate.MechanismName)) return true;
        }
        return false;
    }
}
