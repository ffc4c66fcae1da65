namespace Couplet.Protocol.Sasl;

/// <summary>ANONYMOUS (RFC 4505, XEP-0175): anyone, under a name that the server makes. The trace the client may send is not kept.</summary>
internal sealed class AnonymousServer(SaslServerOptions options) : SaslServer(SaslMechanism.Anonymous)
{
    private protected override SaslStep OnData(ReadOnlySpan<byte> clientData)
        => options.NewGuestName is { } name ? new SaslStep.Success(name(), null) : new SaslStep.Failure(SaslFailure.NotAuthorized);
}
