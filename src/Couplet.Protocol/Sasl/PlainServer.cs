using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Sasl;

/// <summary>PLAIN (RFC 4616): <c>[authzid] NUL authcid NUL password</c>, verified against stored SCRAM credentials.</summary>
internal sealed class PlainServer(SaslServerOptions options) : SaslServer(SaslMechanism.Plain)
{
    private string? _authzid;
    private string _username = "";
    private string? _password;

    public override string? SentPassword => _password;

    private protected override SaslStep OnData(ReadOnlySpan<byte> clientData)
    {
        if (!System.Text.Unicode.Utf8.IsValid(clientData)) return Malformed("Not UTF-8.");
        var parts = System.Text.Encoding.UTF8.GetString(clientData).Split('\0');
        if (parts is not [var authzid, { Length: > 0 } name, { Length: > 0 } password]) return Malformed("Not [authzid] NUL authcid NUL password.");
        if (!Precis.UsernameCaseMapped(name, out var username)) return new SaslStep.Failure(SaslFailure.NotAuthorized);
        _authzid = authzid.Length > 0 ? authzid : null;
        _username = username;
        _password = password;
        return new SaslStep.NeedCredentials(username, null);
    }

    private protected override SaslStep OnCredentials(ScramCredentials? credentials)
    {
        credentials ??= ScramCredentials.OfNobody(_username, ScramHash.Sha256, options.Iterations, options.UnknownUserSecret.Span);
        return OnVerified(credentials.Verify(_password!));
    }

    private protected override SaslStep OnVerified(bool verified)
    {
        _password = null;
        return verified ? new SaslStep.Success(_username, _authzid) : new SaslStep.Failure(SaslFailure.NotAuthorized);
    }
}
