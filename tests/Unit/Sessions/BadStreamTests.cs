using System.Text;

namespace Couplet.Tests.Sessions;

/// <summary>What no client may send: the stream ends with the right error, after our header, and the server lives.</summary>
public sealed class BadStreamTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "not-well-formed")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='urn:wrong'>", "invalid-namespace")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>", "invalid-namespace")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns:stream='http://etherx.jabber.org/streams'>", "invalid-namespace")]
    [InlineData("<s:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>", "bad-namespace-prefix")]
    [InlineData("<stream:stream to='example.com' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "host-unknown")]
    [InlineData("<stream:stream version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "host-unknown")]
    [InlineData("<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "unsupported-version")]
    [InlineData("<stream:stream to='localhost' version='0.9' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "unsupported-version")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]>", "restricted-xml")]
    public async Task A_bad_beginning_is_answered_with_a_header_and_an_error(string sent, string condition)
    {
        var server = await ServerHarness.StartAsync();
        var client = server.Connect();
        await client.SendAsync(sent);
        var said = await client.ToEndAsync();
        Assert.StartsWith("<?xml version='1.0'?><stream:stream ", said, StringComparison.Ordinal);
        Assert.Contains($"<stream:error><{condition} ", said, StringComparison.Ordinal);
        Assert.EndsWith("</stream:stream>", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<message to='bob@localhost'><body>early</body></message>", "not-authorized")]
    [InlineData("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>", "not-authorized")]
    [InlineData("<presence/>", "not-authorized")]
    [InlineData("<unknown xmlns='urn:unknown'/>", "not-authorized")]
    public async Task Nothing_is_taken_before_authentication(string sent, string condition)
    {
        var server = await ServerHarness.StartAsync();
        var client = server.Connect();
        await client.OpenAsync();
        await client.SendAsync(sent);
        Assert.Contains($"<{condition} ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- a comment -->", "restricted-xml")]
    [InlineData("<?target data?>", "restricted-xml")]
    [InlineData("<message><body>&custom;</body></message>", "restricted-xml")]
    [InlineData("<message><body></message>", "not-well-formed")]
    [InlineData("text", "bad-format")]
    [InlineData("<message xmlns='jabber:server'/>", "invalid-namespace")]
    [InlineData("<unknown xmlns='urn:unknown'/>", "unsupported-stanza-type")]
    [InlineData("<message from='eve@localhost/there'/>", "invalid-from")]
    [InlineData("<message from='@'/>", "invalid-from")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYg==</auth>", "policy-violation")]
    public async Task A_bad_element_ends_a_bound_stream(string sent, string condition)
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync(sent);
        Assert.Contains($"<stream:error><{condition} ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stanza_of_ten_megabytes_is_refused_before_it_is_kept()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync("<message><body>");
        var chunk = Encoding.ASCII.GetBytes(new string('x', 65_536));
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 160; i++) await client.SendAsync(chunk);
        });
        Assert.Contains("<policy-violation ", await client.UntilAsync("</stream:stream"), StringComparison.Ordinal);
        await client.Served;
        await sending.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("<a>", 10_000)]
    [InlineData("<a xmlns='urn:x'><b>", 5_000)]
    public async Task Ten_thousand_levels_are_refused(string level, int times)
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync("<message>" + string.Concat(Enumerable.Repeat(level, times)));
        Assert.Contains("<policy-violation ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_attributes_are_refused()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync("<message " + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"a{i}='' ")) + "/>");
        Assert.Contains("<policy-violation ", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_UTF8_in_two_packets_is_noticed()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        await client.SendAsync("<message><body>"u8.ToArray().Append((byte)0xE2).ToArray());
        await client.SendAsync("</body></message>");
        var said = await client.ToEndAsync();
        Assert.Matches("<(not-well-formed|unsupported-encoding|bad-format) ", said);
    }

    [Fact]
    public async Task What_comes_after_the_closing_tag_is_ignored()
    {
        var server = await ServerHarness.StartAsync();
        var bob = await server.LoginAsync("bob");
        var alice = await server.LoginAsync("alice");
        await alice.SendAsync("<message to='bob@localhost/here' id='before'/></stream:stream><message to='bob@localhost/here' id='after'/>");
        Assert.EndsWith("</stream:stream>", await alice.ToEndAsync(), StringComparison.Ordinal);
        await bob.SendAsync("<message to='bob@localhost/here' id='mark'/>");
        var seen = await bob.UntilAsync("id='mark'");
        Assert.Contains("id='before'", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("id='after'", seen, StringComparison.Ordinal);
    }
}
