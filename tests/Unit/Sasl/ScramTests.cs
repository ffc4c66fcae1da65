using System.Text;
using Couplet.Protocol.Sasl;

namespace Couplet.Tests.Sasl;

public class ScramTests
{
    private static readonly ChannelBinding s_endPoint = new(ChannelBinding.TlsServerEndPoint, "certificate"u8.ToArray());

    private static SaslClientOptions User(string password = "pencil", string name = "user") => new() { Username = name, Password = password };

    [Theory]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [InlineData("SCRAM-SHA-1-PLUS")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-512-PLUS")]
    [InlineData("PLAIN")]
    public void Right_password_succeeds_and_wrong_password_and_unknown_user_fail_alike(string mechanism)
    {
        var options = Exchange.Server with { ChannelBindings = [s_endPoint], OffersChannelBinding = true };
        var right = User() with { ChannelBindings = [s_endPoint], AllowPlain = true };
        string[] offered = [mechanism, "SCRAM-SHA-1-PLUS"];
        SaslStep Run(SaslClientOptions who) => Exchange.Run(Exchange.Client(mechanism, who, offered), Exchange.Begin(mechanism, options), ("user", "pencil"));

        Assert.Equal("user", Assert.IsType<SaslStep.Success>(Run(right)).Authcid);
        var wrong = Assert.IsType<SaslStep.Failure>(Run(right with { Password = "pencils" }));
        Assert.Equal(new SaslStep.Failure(SaslFailure.NotAuthorized), wrong);
        Assert.Equal(wrong, Run(right with { Username = "nobody" }));
    }

    [Fact]
    public void Names_are_compared_in_canonical_form_and_authzid_is_passed_on()
    {
        var client = Exchange.Client("SCRAM-SHA-1", User(name: "J\u00FCrgen,=") with { Authzid = "a=b,c@example.org" });
        var success = Assert.IsType<SaslStep.Success>(Exchange.Run(client, Exchange.Begin("SCRAM-SHA-1"), ("j\u00FCrgen,=", "pencil")));
        Assert.Equal(("j\u00FCrgen,=", "a=b,c@example.org"), (success.Authcid, success.Authzid));
    }

    [Fact]
    public void Unknown_user_is_shown_the_same_salt_each_time_and_another_than_other_users()
    {
        static string Challenge(string name)
        {
            var server = Exchange.Begin("SCRAM-SHA-256", Exchange.Server with { NewNonce = () => "s" });
            server.Step(Encoding.UTF8.GetBytes($"n,,n={name},r=c"));
            return Encoding.UTF8.GetString(Assert.IsType<SaslStep.Challenge>(server.Continue(null)).Data.Span);
        }

        Assert.Equal(Challenge("nobody"), Challenge("nobody"));
        Assert.NotEqual(Challenge("nobody"), Challenge("noone"));
        Assert.EndsWith(",i=4096", Challenge("nobody"), StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_offer_of_channel_binding_is_noticed()
    {
        var client = Exchange.Client("SCRAM-SHA-1", User() with { ChannelBindings = [s_endPoint] }, "SCRAM-SHA-1");
        Assert.StartsWith("y,,", Encoding.UTF8.GetString(client.InitialResponse), StringComparison.Ordinal);
        var offering = Exchange.Begin("SCRAM-SHA-1", Exchange.Server with { ChannelBindings = [s_endPoint], OffersChannelBinding = true });
        Assert.Equal(SaslFailure.NotAuthorized, Assert.IsType<SaslStep.Failure>(Exchange.Run(client, offering, ("user", "pencil"))).Condition);
        Assert.IsType<SaslStep.Success>(Exchange.Run(client, Exchange.Begin("SCRAM-SHA-1"), ("user", "pencil")));
    }

    [Fact]
    public void Another_channel_is_refused()
    {
        var relay = s_endPoint with { Data = "relay"u8.ToArray() };
        var client = Exchange.Client("SCRAM-SHA-1-PLUS", User() with { ChannelBindings = [relay] }, "SCRAM-SHA-1-PLUS");
        var server = Exchange.Begin("SCRAM-SHA-1-PLUS", Exchange.Server with { ChannelBindings = [s_endPoint], OffersChannelBinding = true });
        Assert.Equal(SaslFailure.NotAuthorized, Assert.IsType<SaslStep.Failure>(Exchange.Run(client, server, ("user", "pencil"))).Condition);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1", "n,,m=x,n=user,r=abc")] // mandatory extension
    [InlineData("SCRAM-SHA-1", "n,,n=user")]
    [InlineData("SCRAM-SHA-1", "n,,n=,r=abc")]
    [InlineData("SCRAM-SHA-1", "n,,n=us=er,r=abc")]
    [InlineData("SCRAM-SHA-1", "n,,n=us=2cer,r=abc")]
    [InlineData("SCRAM-SHA-1", "n,,n=user,r=")]
    [InlineData("SCRAM-SHA-1", "n,,n=user,r=a b")]
    [InlineData("SCRAM-SHA-1", "n,,n=user,r=abc,m=1")]
    [InlineData("SCRAM-SHA-1", "n,,r=abc,n=user")]
    [InlineData("SCRAM-SHA-1", "n,x=1,n=user,r=abc")]
    [InlineData("SCRAM-SHA-1", "z,,n=user,r=abc")]
    [InlineData("SCRAM-SHA-1", "n=user,r=abc")]
    [InlineData("SCRAM-SHA-1", "")]
    [InlineData("SCRAM-SHA-1", "p=tls-server-end-point,,n=user,r=abc")] // binding without -PLUS
    [InlineData("SCRAM-SHA-1-PLUS", "n,,n=user,r=abc")] // -PLUS without binding
    [InlineData("SCRAM-SHA-1-PLUS", "p=tls-unique,,n=user,r=abc")] // a type that is not here
    [InlineData("SCRAM-SHA-1-PLUS", "p=,,n=user,r=abc")]
    [InlineData("PLAIN", "user\0pencil")]
    [InlineData("PLAIN", "\0user\0")]
    [InlineData("PLAIN", "\0\0pencil")]
    [InlineData("PLAIN", "\0user\0pencil\0")]
    public void Malformed_first_message_is_refused_and_ends_the_exchange(string mechanism, string message)
    {
        var server = Exchange.Begin(mechanism, Exchange.Server with { ChannelBindings = [s_endPoint] });
        Assert.Equal(SaslFailure.MalformedRequest, Assert.IsType<SaslStep.Failure>(server.Step(Encoding.UTF8.GetBytes(message))).Condition);
        Assert.IsType<SaslStep.Failure>(server.Step("n,,n=user,r=abc"u8));
    }

    [Theory]
    [InlineData("c=biws,r=cs,p=AAAA", SaslFailure.NotAuthorized)]
    [InlineData("c=biws,r=c,p=AAAA", SaslFailure.MalformedRequest)]
    [InlineData("c=biws,r=csx,p=AAAA", SaslFailure.MalformedRequest)]
    [InlineData("c=biws,r=cs,m=1,p=AAAA", SaslFailure.MalformedRequest)]
    [InlineData("c=biws,r=cs", SaslFailure.MalformedRequest)]
    [InlineData("c=bi ws,r=cs,p=AAAA", SaslFailure.MalformedRequest)]
    [InlineData("c=biws,r=cs,p=A", SaslFailure.MalformedRequest)]
    [InlineData("", SaslFailure.MalformedRequest)]
    public void Bad_final_message_is_refused(string message, SaslFailure expected)
    {
        var server = Exchange.Begin("SCRAM-SHA-1", Exchange.Server with { NewNonce = () => "s" });
        server.Step("n,,n=user,r=c"u8);
        Assert.IsType<SaslStep.Challenge>(server.Continue(ScramCredentials.Derive("pencil", ScramHash.Sha1, 4096, new byte[16])));
        Assert.Equal(expected, Assert.IsType<SaslStep.Failure>(server.Step(Encoding.UTF8.GetBytes(message))).Condition);
    }

    [Theory]
    [InlineData("r=other,s=AAAA,i=4096")]
    [InlineData("r=c,s=AAAA,i=4096")] // the server added nothing
    [InlineData("r=cs,s=AAAA,i=1")]
    [InlineData("r=cs,s=AAAA,i=2000000000")]
    [InlineData("r=cs,s=AAAA,i=-4096")]
    [InlineData("r=cs,s=,i=4096")]
    [InlineData("m=1,r=cs,s=AAAA,i=4096")]
    [InlineData("e=other-error")]
    public void Client_refuses_a_bad_challenge(string challenge)
    {
        var client = Exchange.Client("SCRAM-SHA-1", User() with { NewNonce = () => "c" });
        Assert.False(client.TryRespond(Encoding.UTF8.GetBytes(challenge), out _));
        Assert.False(client.Accepts("v=AAAA"u8.ToArray()));
    }

    [Fact]
    public void Credentials_verify_their_password_alone()
    {
        var credentials = ScramCredentials.Derive("p\u00E4ss\u00A0word", ScramHash.Sha512, 4096, new byte[16]);
        Assert.True(credentials.Verify("pa\u0308ss word"));
        Assert.False(credentials.Verify("pass word"));
        Assert.False(credentials.Verify(""));
        Assert.False(credentials.Verify("\0"));
        Assert.False(ScramCredentials.TryDerive("a\u0007", ScramHash.Sha1, 4096, out _));
        Assert.DoesNotContain("StoredKey", credentials.ToString(), StringComparison.Ordinal);
    }
}
