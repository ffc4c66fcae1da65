namespace Couplet.Protocol.Sasl;

/// <summary>ANONYMOUS (RFC 4505, XEP-0175): anyone, under a name that the server makes. The trace the client may send is not kept.</summary>
internal sealed class AnonymousServer(SaslServerOptions options) : SaslServer(SaslMechanism.Anonymous)
{
    // RFC 4505 §2: a trace has 255 characters at most, of four bytes at most.
    private const int LongestTrace = 1_020;

    /// <summary>XEP-0175 §4: a client without a trace is not asked for one.</summary>
    private protected override SaslStep OnNothing() => OnData([]);

    private protected override SaslStep OnData(ReadOnlySpan<byte> clientData)
        => clientData.Length > LongestTrace || !System.Text.Unicode.Utf8.IsValid(clientData) ? Malformed("This is no trace.")
        : options.NewGuestName is { } name ? new SaslStep.Success(name(), null) : new SaslStep.Failure(SaslFailure.NotAuthorized);
}
