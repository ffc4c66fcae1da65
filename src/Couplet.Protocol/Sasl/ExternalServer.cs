namespace Couplet.Protocol.Sasl;

/// <summary>EXTERNAL (RFC 4422, appendix A; XEP-0178): someone else has authenticated the client; it may choose between its names.</summary>
internal sealed class ExternalServer(SaslServerOptions options) : SaslServer(SaslMechanism.External)
{
    private protected override SaslStep OnData(ReadOnlySpan<byte> clientData)
    {
        if (!ScramText.TryDecode(clientData, out var authzid)) return Malformed("Not UTF-8.");
        if (options.ExternalNames.Count == 0) return new SaslStep.Failure(SaslFailure.NotAuthorized);
        if (authzid.Length == 0) return new SaslStep.Success(options.ExternalNames[0], null);
        // The authorisation identity is an address: its localpart chooses the name, its domain is for the caller to check.
        var at = authzid.IndexOf('@', StringComparison.Ordinal);
        if (!Addressing.Precis.UsernameCaseMapped(at < 0 ? authzid : authzid[..at], out var name) || !options.ExternalNames.Contains(name))
            return new SaslStep.Failure(SaslFailure.InvalidAuthzid);
        return new SaslStep.Success(name, authzid);
    }
}
