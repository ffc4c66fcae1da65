using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Sasl;

/// <summary>SCRAM and SCRAM-PLUS (RFC 5802, RFC 7677).</summary>
internal sealed class ScramServer(ScramHash hash, bool plus, SaslServerOptions options) : SaslServer(hash.MechanismName + (plus ? "-PLUS" : ""))
{
    private ScramClientFirst? _first;
    private string _username = "";
    private byte[] _expectedBinding = [];
    private string _nonce = "";
    private string _serverFirst = "";
    private ScramCredentials? _credentials;

    private protected override SaslStep OnData(ReadOnlySpan<byte> clientData)
    {
        if (!ScramText.TryDecode(clientData, out var text)) return Malformed("Not UTF-8.");
        return _first is null ? OnFirst(text) : OnFinal(text);
    }

    private SaslStep OnFirst(string text)
    {
        if (!ScramClientFirst.TryParse(text, out var first)) return Malformed("Not a client-first-message.");
        if (CheckBinding(first) is { } refusal) return refusal;
        if (!Precis.UsernameCaseMapped(first.Username, out var username)) return new SaslStep.Failure(SaslFailure.NotAuthorized);
        _first = first;
        _username = username;
        return new SaslStep.NeedCredentials(username, hash);
    }

    // RFC 5802 §6.
    private SaslStep? CheckBinding(ScramClientFirst first)
    {
        var header = Encoding.UTF8.GetBytes(first.Gs2Header);
        _expectedBinding = header;
        switch (first.BindingFlag)
        {
            case 'p':
                if (!plus) return Malformed("Channel binding is for the -PLUS mechanisms.");
                foreach (var binding in options.ChannelBindings)
                {
                    if (binding.Type != first.BindingType) continue;
                    _expectedBinding = [.. header, .. binding.Data.Span];
                    return null;
                }
                AskedForMissingBinding = true;
                return Malformed("That type of channel binding is not available.");
            case 'y' when options.OffersChannelBinding:
                return new SaslStep.Failure(SaslFailure.NotAuthorized, "Channel binding was offered: someone has changed the list of mechanisms.");
            default:
                return plus ? Malformed("The -PLUS mechanisms need channel binding.") : null;
        }
    }

    private protected override SaslStep OnCredentials(ScramCredentials? credentials)
    {
        if (credentials is not null && credentials.Hash != hash) throw new ArgumentException("Credentials of another hash function.", nameof(credentials));
        _credentials = credentials ?? ScramCredentials.OfNobody(_username, hash, options.Iterations, options.UnknownUserSecret.Span);
        _nonce = _first!.Nonce + options.NewNonce();
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_credentials.Salt.Span)},i={_credentials.Iterations}";
        return new SaslStep.Challenge(Encoding.UTF8.GetBytes(_serverFirst));
    }

    private SaslStep OnFinal(string text)
    {
        if (!ScramClientFinal.TryParse(text, out var final)) return Malformed("Not a client-final-message.");
        if (final.Nonce != _nonce) return Malformed("Another nonce.");
        var authMessage = Encoding.UTF8.GetBytes($"{_first!.Bare},{_serverFirst},{final.WithoutProof}");
        var sameChannel = CryptographicOperations.FixedTimeEquals(final.Binding, _expectedBinding);
        if (!_credentials!.VerifyProof(authMessage, final.Proof) | !sameChannel) return new SaslStep.Failure(SaslFailure.NotAuthorized);
        var signature = hash.Mac(_credentials.ServerKey.Span, authMessage);
        return new SaslStep.Success(_username, _first.Authzid, Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(signature)}"));
    }
}
