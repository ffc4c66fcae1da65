namespace Couplet.Protocol.Sasl;

/// <summary>
/// The server's side of one authentication exchange (RFC 4422): a state machine without input or output of its own. After
/// <see cref="SaslStep.Success"/> or <see cref="SaslStep.Failure"/> it is over and answers anything with malformed-request.
/// </summary>
public abstract class SaslServer
{
    /// <summary>Whether the exchange failed because the client wanted a type of channel binding that this connection does not have.</summary>
    public bool AskedForMissingBinding { get; private protected set; }

    private bool _over;
    private bool _awaitsCredentials;

    private protected SaslServer(string mechanism) => Mechanism = mechanism;

    /// <summary>The mechanism's registered name, such as <c>SCRAM-SHA-256-PLUS</c>.</summary>
    public string Mechanism { get; }

    /// <summary>Begins. All mechanisms here let the client speak first: without an initial response the answer is an empty challenge.</summary>
    /// <param name="initialResponse">The initial response; null where there is none (which differs from an empty one, RFC 6120 §6.4.2).</param>
    public SaslStep Begin(byte[]? initialResponse) => initialResponse is null ? Note(OnNothing()) : Step(initialResponse);

    /// <summary>Takes what the client sent, decoded from base64.</summary>
    public SaslStep Step(ReadOnlySpan<byte> clientData)
        => _over || _awaitsCredentials ? Note(new SaslStep.Failure(SaslFailure.MalformedRequest, "Out of turn.")) : Note(OnData(clientData));

    /// <summary>Goes on after <see cref="SaslStep.NeedCredentials"/>.</summary>
    /// <param name="credentials">What is stored for the user; null where there is nothing, or no such user.</param>
    /// <exception cref="InvalidOperationException">No credentials were asked for.</exception>
    public SaslStep Continue(ScramCredentials? credentials)
    {
        if (!_awaitsCredentials) throw new InvalidOperationException("No credentials were asked for.");
        return Note(OnCredentials(credentials));
    }

    /// <summary>PLAIN, after <see cref="SaslStep.NeedCredentials"/>: the password that was sent, for a verifier of the caller's own. Otherwise null.</summary>
    public virtual string? SentPassword => null;

    /// <summary>Goes on after <see cref="SaslStep.NeedCredentials"/> where the caller has verified <see cref="SentPassword"/> itself.</summary>
    /// <param name="verified">Whether the password is the user's.</param>
    /// <exception cref="InvalidOperationException">There is no password to verify.</exception>
    public SaslStep ContinueVerified(bool verified)
    {
        if (!_awaitsCredentials || SentPassword is null) throw new InvalidOperationException("There is no password to verify.");
        return Note(OnVerified(verified));
    }

    /// <summary>The client has begun without an initial response.</summary>
    private protected virtual SaslStep OnNothing() => new SaslStep.Challenge(default);

    private protected virtual SaslStep OnVerified(bool verified) => throw new InvalidOperationException("There is no password to verify.");

    private protected abstract SaslStep OnData(ReadOnlySpan<byte> clientData);

    private protected virtual SaslStep OnCredentials(ScramCredentials? credentials) => throw new InvalidOperationException("No credentials were asked for.");

    private protected static SaslStep Malformed(string text) => new SaslStep.Failure(SaslFailure.MalformedRequest, text);

    private SaslStep Note(SaslStep step)
    {
        _awaitsCredentials = step is SaslStep.NeedCredentials;
        _over |= step is SaslStep.Success or SaslStep.Failure;
        return step;
    }
}
