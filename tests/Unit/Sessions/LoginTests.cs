namespace Couplet.Tests.Sessions;

/// <summary>From the header to the bound resource.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task Failed_attempts_are_counted()
    {
        var server = await ServerHarness.StartAsync(o => o.Limits.AuthenticationAttempts = 3);
        await server.LoginAsync("alice");
        var client = server.Connect();
        await client.OpenAsync();
        Assert.Contains("<not-authorized/>", await client.RequestAsync(TestClient.Plain("alice", "wrong"), "</failure"), StringComparison.Ordinal);
        Assert.Contains("<invalid-mechanism/>", await client.RequestAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='X'/>", "</failure"), StringComparison.Ordinal);
        await client.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>no base 64</auth>");
        var said = await client.ToEndAsync();
        Assert.Contains("<incorrect-encoding/>", said, StringComparison.Ordinal);
        Assert.Contains("<policy-violation ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGE=</auth>", "malformed-request")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256-PLUS'>biws</auth>", "invalid-mechanism")]
    [InlineData("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "aborted")]
    [InlineData("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>AA==</response>", "malformed-request")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>Ym9iQGxvY2FsaG9zdABhbGljZQBzZWNyZXQ=</auth>", "invalid-authzid")]
    public async Task A_failure_names_its_condition(string sent, string condition)
    {
        var server = await ServerHarness.StartAsync();
        var client = server.Connect();
        await client.OpenAsync();
        Assert.Contains($"<{condition}/>", await client.RequestAsync(sent, "</failure"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_TLS_nobody_authenticates_where_it_is_required()
    {
        var server = await ServerHarness.StartAsync(o => o.RequireTls = true, tls: true);
        var client = server.Connect();
        var features = await client.OpenAsync();
        Assert.Contains("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>", features, StringComparison.Ordinal);
        Assert.DoesNotContain("<mechanism>", features, StringComparison.Ordinal);
        Assert.Contains("<encryption-required/>", await client.RequestAsync(TestClient.Plain("alice", "x"), "</failure"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_login_is_ended()
    {
        var server = await ServerHarness.StartAsync(o => o.Limits.LoginSeconds = 30);
        var client = server.Connect();
        await client.OpenAsync();
        server.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("<connection-timeout ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_client_is_pinged_and_then_given_up()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        server.Time.Advance(TimeSpan.FromSeconds(301));
        await client.UntilAsync("<ping xmlns='urn:xmpp:ping'/>");
        server.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Contains("<connection-timeout ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_binding_is_an_error_of_that_request()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        Assert.Contains("<not-allowed ", await client.RequestAsync("<iq type='set' id='2'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_resource_again_takes_the_place_of_the_first()
    {
        var server = await ServerHarness.StartAsync();
        var first = await server.LoginAsync("alice");
        var second = await server.LoginAsync("alice");
        Assert.Contains("<conflict ", await first.ToEndAsync(), StringComparison.Ordinal);
        Assert.Contains("id='ping'", await second.RequestAsync("<iq type='get' id='ping'><ping xmlns='urn:xmpp:ping'/></iq>", "id='ping'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_a_limit_of_sessions()
    {
        var server = await ServerHarness.StartAsync(o => o.Limits.SessionsPerAccount = 1);
        await server.LoginAsync("alice", "one");
        var client = server.Connect();
        await client.OpenAsync();
        await client.AuthenticateAsync("alice");
        Assert.Contains("<resource-constraint ", await client.RequestAsync(
            "<iq type='set' id='2'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_open_connections_of_one_address_are_bounded()
    {
        var server = await ServerHarness.StartAsync();
        var clients = Enumerable.Range(0, 1_000).Select(_ => server.Connect(ServerHarness.Elsewhere)).ToList();
        var answers = await Task.WhenAll(clients.Select(async c => await c.RequestAsync(TestClient.Header, ">")));
        var refused = await Task.WhenAll(clients.Select(async c =>
        {
            await c.SendAsync("</stream:stream>");
            return (await c.ToEndAsync()).Contains("<policy-violation ", StringComparison.Ordinal);
        }));
        Assert.Equal(950, refused.Count(r => r));
        Assert.Equal(1_000, answers.Length);
    }

    [Fact]
    public async Task At_the_end_everybody_is_told()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        var stopping = server.Streams.StopAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("<system-shutdown ", await client.ToEndAsync(), StringComparison.Ordinal);
        await stopping;
    }
}
