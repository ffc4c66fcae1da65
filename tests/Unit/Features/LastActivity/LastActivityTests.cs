using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features.LastActivity;

public class LastActivityTests
{
    [Fact]
    public async Task The_server_tells_how_long_it_has_been_up()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        harness.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("90", (await romeo.AskAsync(Ask("capulet.example"))).FirstChild!["seconds"]);
    }

    [Fact]
    public async Task Subscribers_learn_when_an_account_was_last_seen()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        Assert.Equal("0", (await romeo.AskAsync(Ask("juliet@capulet.example"))).FirstChild!["seconds"]);
        await juliet.SendAsync("<presence type='unavailable'><status>Good night</status></presence>");
        await juliet.EndAsync();
        harness.Time.Advance(TimeSpan.FromHours(1));
        var answer = (await romeo.AskAsync(Ask("juliet@capulet.example"))).FirstChild!;
        Assert.Equal(("3600", "Good night"), (answer["seconds"], answer.Text));
    }

    [Theory]
    [InlineData("juliet@capulet.example")]
    [InlineData("juliet@capulet.example/home")]
    public async Task Strangers_learn_nothing(string to)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, (await romeo.AskAsync(Ask(to))).Error!.Condition);
        juliet.Nothing();
    }

    private static string Ask(string to) => $"<iq type='get' id='l' to='{to}'><query xmlns='jabber:iq:last'/></iq>";
}
