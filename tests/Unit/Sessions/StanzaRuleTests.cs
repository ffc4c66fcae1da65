namespace Couplet.Tests.Sessions;

/// <summary>RFC 6120 §8: what is refused, and how.</summary>
public sealed class StanzaRuleTests
{
    [Theory]
    [InlineData("<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>", "bad-request")]
    [InlineData("<iq id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "bad-request")]
    [InlineData("<iq type='other' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "bad-request")]
    [InlineData("<iq type='get' id='1'/>", "bad-request")]
    [InlineData("<iq type='get' id='1'><a xmlns='urn:a'/><b xmlns='urn:b'/></iq>", "bad-request")]
    [InlineData("<iq type='get' id='1' to='nobody.example'><a xmlns='urn:a'/></iq>", "remote-server-not-found")]
    [InlineData("<presence type='other'/>", "bad-request")]
    public async Task A_refused_stanza_is_answered_and_the_stream_goes_on(string sent, string condition)
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        Assert.Contains($"<{condition} ", await client.RequestAsync(sent, "</error"), StringComparison.Ordinal);
        await client.RequestAsync("<iq type='get' id='alive'><ping xmlns='urn:xmpp:ping'/></iq>", "id='alive'");
    }

    [Fact]
    public async Task A_malformed_address_is_echoed()
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        var answer = await client.RequestAsync("<message to='@/' id='m'/>", "</message");
        Assert.Contains("from='@/'", answer, StringComparison.Ordinal);
        Assert.Contains("<jid-malformed ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<iq type='result' id='nothing'/>")]
    [InlineData("<iq type='error' id='nothing'/>")]
    [InlineData("<message type='error' to='nobody.example'/>")]
    public async Task Answers_to_nothing_are_not_answered(string sent)
    {
        var server = await ServerHarness.StartAsync();
        var client = await server.LoginAsync("alice");
        var said = await client.RequestAsync(sent + "<iq type='get' id='alive'><ping xmlns='urn:xmpp:ping'/></iq>", "id='alive'");
        Assert.StartsWith("<iq ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("error", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sender_is_stamped_and_order_is_kept()
    {
        var server = await ServerHarness.StartAsync();
        var bob = await server.LoginAsync("bob");
        var alice = await server.LoginAsync("alice");
        await alice.SendAsync(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"<message from='alice@localhost' to='bob@localhost/here' id='{i}'/>")));
        var seen = await bob.UntilAsync("id='999'");
        var at = -1;
        for (var i = 0; i < 1_000; i++)
        {
            var next = seen.IndexOf($"<message to='bob@localhost/here' from='alice@localhost/here' id='{i}'/>", StringComparison.Ordinal);
            Assert.True(next > at, $"Stanza {i} is missing or out of order.");
            at = next;
        }
    }

    [Fact]
    public async Task Those_who_were_sent_presence_hear_of_the_end()
    {
        var server = await ServerHarness.StartAsync();
        var bob = await server.LoginAsync("bob");
        var alice = await server.LoginAsync("alice");
        await alice.SendAsync("<presence to='bob@localhost/here'/>");
        await bob.UntilAsync("<presence to='bob@localhost/here' from='alice@localhost/here'/");
        await alice.HangUpAsync();
        await bob.UntilAsync("<presence to='bob@localhost/here' from='alice@localhost/here' type='unavailable'/");
    }
}
