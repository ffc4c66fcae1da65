using Couplet.Protocol.Sasl;

namespace Couplet.Tests.Sasl;

public class SaslMechanismTests
{
    private static readonly SaslClientOptions s_user = new() { Username = "user", Password = "pencil" };

    [Fact]
    public void Client_prefers_binding_then_the_stronger_hash_and_plain_last()
    {
        static string? Chosen(SaslClientOptions options, params string[] offered) => SaslClient.TryChoose(offered, options, out var client) ? client.Mechanism : null;

        var bound = s_user with { ChannelBindings = [new ChannelBinding(ChannelBinding.TlsExporter, new byte[32])], AllowPlain = true };
        Assert.Equal("SCRAM-SHA-1-PLUS", Chosen(bound, "PLAIN", "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"));
        Assert.Equal("SCRAM-SHA-512", Chosen(s_user, "PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-512-PLUS"));
        Assert.Equal("PLAIN", Chosen(bound, "X-OTHER", "PLAIN"));
        Assert.Null(Chosen(s_user, "PLAIN"));
        Assert.Null(Chosen(s_user, "ANONYMOUS"));
        Assert.Equal("ANONYMOUS", Chosen(new SaslClientOptions(), "PLAIN", "ANONYMOUS"));
        Assert.Equal("EXTERNAL", Chosen(s_user with { AllowExternal = true }, "PLAIN", "EXTERNAL"));
    }

    [Fact]
    public void Unknown_mechanism_is_none()
    {
        Assert.False(SaslMechanism.TryCreateServer("DIGEST-MD5", Exchange.Server, out _));
        Assert.False(SaslMechanism.TryCreateServer("-PLUS", Exchange.Server, out _));
        Assert.False(SaslMechanism.TryCreateServer("scram-sha-1", Exchange.Server, out _));
    }

    [Fact]
    public void Missing_initial_response_is_asked_for()
    {
        var server = Exchange.Begin("PLAIN");
        Assert.Equal(0, Assert.IsType<SaslStep.Challenge>(server.Begin(null)).Data.Length);
        Assert.IsType<SaslStep.NeedCredentials>(server.Step("\0user\0pencil"u8));
    }

    [Fact]
    public void Password_of_plain_can_be_verified_elsewhere()
    {
        var server = Exchange.Begin("PLAIN");
        server.Step("\0User\0pencil"u8);
        Assert.Equal("pencil", server.SentPassword);
        Assert.Equal(new SaslStep.Success("user", null), server.ContinueVerified(true));
        Assert.Null(server.SentPassword);
        Assert.Throws<InvalidOperationException>(() => server.ContinueVerified(true));
        Assert.Throws<InvalidOperationException>(() => Exchange.Begin("SCRAM-SHA-1").Continue(null));
    }

    [Fact]
    public void External_grants_the_names_that_were_vouched_for()
    {
        var options = Exchange.Server with { ExternalNames = ["alice", "bob"] };
        Assert.Equal(new SaslStep.Success("alice", null), Exchange.Begin("EXTERNAL", options).Begin([]));
        Assert.Equal(new SaslStep.Success("bob", "Bob@example.org"), Exchange.Begin("EXTERNAL", options).Step("Bob@example.org"u8));
        Assert.Equal(new SaslStep.Failure(SaslFailure.InvalidAuthzid), Exchange.Begin("EXTERNAL", options).Step("eve@example.org"u8));
        Assert.Equal(new SaslStep.Failure(SaslFailure.NotAuthorized), Exchange.Begin("EXTERNAL").Begin([]));
    }

    [Fact]
    public void Guests_need_to_be_welcome()
    {
        Assert.Equal(new SaslStep.Success("guest1", null), Exchange.Begin("ANONYMOUS", Exchange.Server with { NewGuestName = () => "guest1" }).Begin([]));
        Assert.Equal(new SaslStep.Failure(SaslFailure.NotAuthorized), Exchange.Begin("ANONYMOUS").Begin([]));
    }

    [Theory]
    [InlineData("", true, null)]
    [InlineData("=", true, "")]
    [InlineData("YWJj", true, "abc")]
    [InlineData("YWJj=", false, null)]
    [InlineData("YW Jj", false, null)]
    [InlineData("====", false, null)]
    public void Base64_is_read_strictly(string text, bool valid, string? expected)
    {
        Assert.Equal(valid, SaslElement.TryDecode(text, out var data));
        Assert.Equal(expected, data is null ? null : System.Text.Encoding.ASCII.GetString(data));
    }

    [Fact]
    public void Every_failure_survives_the_wire()
    {
        foreach (var condition in Enum.GetValues<SaslFailure>())
            Assert.Equal(condition, SaslElement.ConditionOf(SaslElement.Failure(condition, "why")));
        Assert.Equal("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>", SaslElement.Failure(SaslFailure.NotAuthorized).ToString());
        Assert.Equal("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</success>", SaslElement.Of("success", Array.Empty<byte>()).ToString());
        Assert.Equal("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", SaslElement.Of("challenge", Array.Empty<byte>()).ToString());
    }
}
