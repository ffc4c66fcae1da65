using System.Text;
using Couplet.Protocol.Sasl;

namespace Couplet.Tests.Sasl;

/// <summary>The exchanges of RFC 5802 §5 and RFC 7677 §3; the third was computed with another implementation of HMAC and PBKDF2.</summary>
public class ScramVectorTests
{
    public static TheoryData<string, string, string, string, string, string> Vectors => new()
    {
        {
            "SCRAM-SHA-1", "fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92",
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ="
        },
        {
            "SCRAM-SHA-256", "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==",
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        },
        {
            "SCRAM-SHA-512", "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==",
            "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
            "ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Server_speaks_the_vector(string mechanism, string clientNonce, string serverNonce, string salt, string proof, string verifier)
    {
        SaslMechanism.TryGetScram(mechanism, out var hash, out _);
        Assert.True(SaslMechanism.TryCreateServer(mechanism, new SaslServerOptions { NewNonce = () => serverNonce }, out var server));
        var need = Assert.IsType<SaslStep.NeedCredentials>(server.Step(Encoding.UTF8.GetBytes($"n,,n=user,r={clientNonce}")));
        Assert.Equal(("user", hash), (need.Username, need.Hash));
        var credentials = ScramCredentials.Derive("pencil", hash, 4096, Convert.FromBase64String(salt));
        var challenge = Assert.IsType<SaslStep.Challenge>(server.Continue(credentials));
        Assert.Equal($"r={clientNonce}{serverNonce},s={salt},i=4096", Encoding.UTF8.GetString(challenge.Data.Span));
        var success = Assert.IsType<SaslStep.Success>(server.Step(Encoding.UTF8.GetBytes($"c=biws,r={clientNonce}{serverNonce},p={proof}")));
        Assert.Equal("user", success.Authcid);
        Assert.Null(success.Authzid);
        Assert.Equal($"v={verifier}", Encoding.UTF8.GetString(success.Data!.Value.Span));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Client_speaks_the_vector(string mechanism, string clientNonce, string serverNonce, string salt, string proof, string verifier)
    {
        var options = new SaslClientOptions { Username = "user", Password = "pencil", NewNonce = () => clientNonce };
        Assert.True(SaslClient.TryCreate(mechanism, [mechanism], options, out var client));
        Assert.Equal($"n,,n=user,r={clientNonce}", Encoding.UTF8.GetString(client.InitialResponse));
        Assert.True(client.TryRespond(Encoding.UTF8.GetBytes($"r={clientNonce}{serverNonce},s={salt},i=4096"), out var response));
        Assert.Equal($"c=biws,r={clientNonce}{serverNonce},p={proof}", Encoding.UTF8.GetString(response));
        Assert.True(client.Accepts(Encoding.UTF8.GetBytes($"v={verifier}")));
        Assert.False(client.Accepts(null));
        Assert.False(client.Accepts(Encoding.UTF8.GetBytes("v=AAAA")));
    }
}
