using System.Text.RegularExpressions;

namespace Couplet.Tests.Sessions;

/// <summary>XEP-0198 on the wire.</summary>
public sealed partial class StreamManagementTests
{
    [Fact]
    public async Task Handled_stanzas_are_counted()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync("<message to='bob@localhost/nowhere' type='headline'/>");
        await client.RequestAsync("<enable xmlns='urn:xmpp:sm:3'/>", "<enabled xmlns='urn:xmpp:sm:3'/");
        Assert.Contains("h='0'", await client.RequestAsync("<r xmlns='urn:xmpp:sm:3'/>", "<a "), StringComparison.Ordinal);
        var answer = await client.RequestAsync("<message to='bob@localhost/nowhere' type='headline'/><iq id='x'/><r xmlns='urn:xmpp:sm:3'/>", "<a ");
        Assert.Contains("h='2'", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_session_collects_and_goes_on()
    {
        var server = await ServerHarness.StartAsync();
        var bob = await server.LoginAsync("bob");
        var (alice, id) = await ResumableAsync(server);
        await bob.SendAsync("<message to='alice@localhost/here' id='seen'/>");
        await alice.UntilAsync("id='seen'");
        await alice.HangUpAsync();
        await alice.Served;
        await bob.SendAsync("<message to='alice@localhost/here' id='missed'/><iq type='get' id='mark' to='bob@localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
        await bob.UntilAsync("id='mark'");

        var again = await AuthenticatedAsync(server);
        var said = await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='1'/>", "id='missed'");
        Assert.StartsWith($"<resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", said, StringComparison.Ordinal);
        Assert.DoesNotContain("id='seen'", said, StringComparison.Ordinal);
        await bob.SendAsync("<message to='alice@localhost/here' id='live'/>");
        await again.UntilAsync("id='live'");
    }

    [Fact]
    public async Task A_session_that_is_still_connected_moves()
    {
        var server = await ServerHarness.StartAsync();
        var (alice, id) = await ResumableAsync(server);
        var again = await AuthenticatedAsync(server);
        await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "<resumed ");
        Assert.Contains("<conflict ", await alice.ToEndAsync(), StringComparison.Ordinal);
        await again.RequestAsync("<iq type='get' id='alive'><ping xmlns='urn:xmpp:ping'/></iq>", "id='alive'");
    }

    [Fact]
    public async Task An_expired_session_is_withdrawn()
    {
        var server = await ServerHarness.StartAsync();
        var bob = await server.LoginAsync("bob");
        var (alice, id) = await ResumableAsync(server);
        await alice.SendAsync("<presence to='bob@localhost/here'/>");
        await bob.UntilAsync("from='alice@localhost/here'");
        await alice.HangUpAsync();
        await alice.Served;
        server.Time.Advance(TimeSpan.FromSeconds(301));
        await bob.UntilAsync("from='alice@localhost/here' type='unavailable'");
        var again = await AuthenticatedAsync(server);
        Assert.Contains("<item-not-found ", await again.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "</failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_resumes_the_session_of_another()
    {
        var server = await ServerHarness.StartAsync();
        var (_, id) = await ResumableAsync(server);
        var mallory = server.Connect();
        await mallory.OpenAsync();
        await mallory.AuthenticateAsync("mallory");
        Assert.Contains("<item-not-found ", await mallory.RequestAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>", "</failed"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a xmlns='urn:xmpp:sm:3' h='5'/>", "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='5' send-count='0'/>")]
    [InlineData("<a xmlns='urn:xmpp:sm:3' h='-1'/>", "<bad-format ")]
    public async Task A_wrong_acknowledgement_ends_the_stream(string sent, string said)
    {
        var server = await ServerHarness.StartAsync();
        var (alice, _) = await ResumableAsync(server);
        await alice.SendAsync(sent);
        Assert.Contains(said, await alice.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_acknowledgement_too_many_is_forgiven()
    {
        var server = await ServerHarness.StartAsync();
        var (alice, _) = await ResumableAsync(server);
        await alice.SendAsync("<a xmlns='urn:xmpp:sm:3' h='1'/>");
        await alice.RequestAsync("<iq type='get' id='alive'><ping xmlns='urn:xmpp:ping'/></iq>", "id='alive'");
        await alice.SendAsync("<a xmlns='urn:xmpp:sm:3' h='2'/>");
        await alice.RequestAsync("<iq type='get' id='still'><ping xmlns='urn:xmpp:ping'/></iq>", "id='still'");
    }

    [Theory]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>")]
    public async Task Before_binding_there_is_nothing_to_manage(string sent)
    {
        var server = await ServerHarness.StartAsync();
        var client = await AuthenticatedAsync(server);
        Assert.Contains("<unexpected-request ", await client.RequestAsync(sent, "</failed"), StringComparison.Ordinal);
    }

    private static async Task<TestClient> AuthenticatedAsync(ServerHarness server)
    {
        var client = server.Connect();
        await client.OpenAsync();
        await client.AuthenticateAsync("alice");
        return client;
    }

    private static async Task<(TestClient Client, string Id)> ResumableAsync(ServerHarness server)
    {
        var client = await server.LoginAsync("alice");
        var enabled = await client.RequestAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled ");
        return (client, IdPattern().Match(enabled).Groups[1].Value);
    }

    [GeneratedRegex("id='([^']+)'")]
    private static partial Regex IdPattern();
}
