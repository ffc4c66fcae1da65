using System.Diagnostics.CodeAnalysis;

namespace Couplet.Protocol.Sasl;

/// <summary>The client's side of one authentication exchange (RFC 4422): a state machine without input or output of its own.</summary>
public abstract class SaslClient
{
    private protected SaslClient(string mechanism) => Mechanism = mechanism;

    /// <summary>The mechanism's registered name.</summary>
    public string Mechanism { get; }

    /// <summary>The initial response; may be empty.</summary>
    public abstract byte[] InitialResponse { get; }

    /// <summary>Answers a challenge. False where the server breaks the mechanism's rules: abort.</summary>
    public virtual bool TryRespond(ReadOnlySpan<byte> challenge, [NotNullWhen(true)] out byte[]? response)
    {
        response = null;
        return false;
    }

    /// <summary>
    /// Judges the data that came with success (null for none). False where the server has not proved that it knows the user's
    /// credentials: it is not who it says it is; close the stream.
    /// </summary>
    public virtual bool Accepts(byte[]? additionalData) => additionalData is null or [];

    /// <summary>Chooses the best mechanism that both sides can do. False where there is none.</summary>
    /// <param name="offered">The names the server sent.</param>
    /// <param name="options">The client's means.</param>
    /// <param name="client">The exchange, about to begin.</param>
    public static bool TryChoose(IReadOnlyCollection<string> offered, SaslClientOptions options, [NotNullWhen(true)] out SaslClient? client)
    {
        client = null;
        if (options.AllowExternal && offered.Contains(SaslMechanism.External)) client = new ExternalClient(options);
        else if (options is { Username: not null, Password: not null })
        {
            foreach (var name in SaslMechanism.ByPreference)
                if (offered.Contains(name) && TryCreate(name, offered, options, out client)) break;
        }
        else if (options.Username is null && offered.Contains(SaslMechanism.Anonymous)) client = new AnonymousClient();
        return client is not null;
    }

    /// <summary>Begins an exchange with a mechanism that proves a password. False where the client cannot do it.</summary>
    /// <param name="name">The mechanism.</param>
    /// <param name="offered">All names the server sent; they say whether it can bind to the channel.</param>
    /// <param name="options">The client's means.</param>
    /// <param name="client">The exchange, about to begin.</param>
    public static bool TryCreate(string name, IReadOnlyCollection<string> offered, SaslClientOptions options, [NotNullWhen(true)] out SaslClient? client)
    {
        client = null;
        if (options is not { Username: { } username, Password: { } password }) return false;
        if (name == SaslMechanism.Plain) client = options.AllowPlain ? new PlainClient(username, password, options.Authzid) : null;
        else if (SaslMechanism.TryGetScram(name, out var hash, out var plus)
            && (!plus || options.ChannelBindings.Count > 0)
            && Addressing.Precis.OpaqueString(password, out var prepared))
            client = new ScramClient(hash, plus, prepared, offered.Any(o => o.EndsWith("-PLUS", StringComparison.Ordinal)), options);
        return client is not null;
    }
}
