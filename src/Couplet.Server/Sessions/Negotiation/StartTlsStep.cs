using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>STARTTLS (RFC 6120 §5).</summary>
internal sealed class StartTlsStep : NegotiationStep
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    internal override StreamState Needs => StreamState.None;

    internal override StreamState Forbids => StreamState.Secure | StreamState.Authenticated;

    internal override IEnumerable<Element> Offer(ClientStream stream) => stream.Transport.CanStartTls
        ? [new Element("starttls", StreamFeatureNamespaces.Tls, stream.Server.Options.RequireTls ? new Element("required", StreamFeatureNamespaces.Tls) : null)] : [];

    internal override bool Knows(RawElement element) => element.Namespace == StreamFeatureNamespaces.Tls;

    internal override ValueTask TakeAsync(ClientStream stream, RawElement element)
    {
        if (element.Name != "starttls" || !stream.Transport.CanStartTls) OutOfTurn(stream, element);
        // What else came in the clear is thrown away before the handshake: it could be anybody's (§5.4.3.3).
        stream.SwitchWith(() => UpgradeAsync(stream));
        return default;
    }

    // §5.4.2.2: failure, and the stream is closed.
    internal override void OutOfTurn(ClientStream stream, RawElement element)
    {
        stream.Send(new Element("failure", StreamFeatureNamespaces.Tls));
        throw new StreamErrorException(Protocol.Stanzas.StreamErrorCondition.PolicyViolation, "TLS is not to be negotiated now.");
    }

    private static async Task UpgradeAsync(ClientStream stream)
    {
        stream.Send(new Element("proceed", StreamFeatureNamespaces.Tls));
        if (!await stream.Outbound.ReleaseAsync(s_patience).ConfigureAwait(false)) throw new IOException("The connection is lost.");
        try
        {
            await stream.Transport.StartTlsAsync(stream.Failing).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException)
        {
            NetLog.HandshakeFailed(stream.Directory.Logger, stream.RemoteAddress, e.Message);
            throw new IOException("The handshake failed.", e);
        }
        stream.Outbound.Attach(stream.Transport.Sink);
        stream.Secured();
    }
}
