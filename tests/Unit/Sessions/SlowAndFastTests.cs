namespace Couplet.Tests.Sessions;

/// <summary>Clients that read too slowly, and clients that write too fast.</summary>
public sealed class SlowAndFastTests
{
    [Fact]
    public async Task A_client_that_does_not_read_is_let_go_and_nobody_waits_for_it()
    {
        var harness = await ServerHarness.StartAsync(o => o.Limits.OutboundBytes = 65_536);
        var slow = harness.Connect(clientBuffer: 40_000);
        await slow.OpenAsync();
        await slow.AuthenticateAsync("slow");
        await slow.RequestAsync("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
        await slow.SendAsync("<presence/>");
        var romeo = await harness.LoginAsync("romeo");
        var text = new string('x', 20_000);
        for (var i = 0; i < 40; i++)
            await romeo.SendAsync($"<message to='slow@localhost' type='chat'><body>{text}</body></message>");
        // Who writes is answered all the while.
        Assert.Contains("id='p'", await romeo.RequestAsync("<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>", "id='p'"), StringComparison.Ordinal);
        await slow.Served;
        await harness.Server.Accounts.RunAsync("slow", static _ => default);
        Assert.Empty(harness.Server.Accounts.Get("slow").Sessions);
    }

    [Fact]
    public async Task A_client_that_writes_too_fast_has_to_wait()
    {
        var harness = await ServerHarness.StartAsync(o =>
        {
            o.Limits.Enabled = true;
            o.Limits.BurstBytes = 10_000;
            o.Limits.BytesPerSecond = 1_000;
        });
        var fast = await harness.LoginAsync("fast");
        // This takes the whole budget: what comes after it is read later.
        await fast.RequestAsync($"<iq type='get' id='large'><ping xmlns='urn:xmpp:ping'/></iq>{new string(' ', 20_000)}", "id='large'");
        await fast.SendAsync("<iq type='get' id='next'><ping xmlns='urn:xmpp:ping'/></iq>");
        var answer = fast.UntilAsync("id='next'");
        for (var second = 0; !answer.IsCompleted && second < 120; second++)
        {
            await Task.WhenAny(answer, Task.Delay(20));
            harness.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Contains("id='next'", await answer, StringComparison.Ordinal);
        Assert.True(harness.Time.GetUtcNow() > new DateTimeOffset(2030, 4, 1, 12, 0, 5, TimeSpan.Zero), "It had to wait for its budget.");
    }
}
