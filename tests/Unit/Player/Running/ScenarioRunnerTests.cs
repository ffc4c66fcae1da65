using Couplet.Player.Running;
using Couplet.Tests.Player.Scenarios;

namespace Couplet.Tests.Player.Running;

public class ScenarioRunnerTests
{
    private const string StreamErrorXml =
        "<error xmlns='http://etherx.jabber.org/streams'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>";

    [Fact]
    public async Task What_is_queued_is_dropped_up_to_the_first_match()
        => Assert.Null(await Play(new FakeClient().Queued("<presence/>", "<message/>", "<iq/>"), "Romeo receives: <message/>\nRomeo receives: <iq/>"));

    [Fact]
    public async Task What_was_dropped_is_gone()
    {
        var failure = await Play(new FakeClient().Queued("<presence/>", "<message/>"), "Romeo receives: <message/>\nRomeo receives: <presence/>");

        Assert.Contains("did not come within 5 s", failure!.Reason, StringComparison.Ordinal);
        Assert.Equal("presence", failure.Expected!.Name);
    }

    [Fact]
    public async Task The_next_to_arrive_must_match()
    {
        Assert.Null(await Play(new FakeClient().Queued("<iq/>").Later("<message/>"), "Romeo receives: <message/>"));

        var failure = await Play(new FakeClient().Queued("<iq/>").Later("<presence/>", "<message/>"), "Romeo receives: <message/>");
        Assert.Equal("something else came", failure!.Reason);
        Assert.Equal("presence", failure.Received!.Name);
        Assert.Equal(1, failure.Dropped);
    }

    [Fact]
    public async Task In_skip_mode_a_later_one_will_do()
        => Assert.Null(await Play(new FakeClient().Later("<presence/>", "<message/>"), "Romeo receives: <message/>", QueueMode.Skip));

    [Fact]
    public async Task With_next_nothing_is_dropped()
    {
        Assert.Null(await Play(new FakeClient().Queued("<presence/>").Later("<message/>"), "Romeo receives next: <presence/>\nRomeo receives next:\n\t<message/>"));
        Assert.Equal("something else came", (await Play(new FakeClient().Queued("<presence/>", "<message/>"), "Romeo receives next: <message/>"))!.Reason);
        Assert.Equal("something else came", (await Play(new FakeClient().Later("<presence/>", "<message/>"), "Romeo receives next: <message/>", QueueMode.Skip))!.Reason);
    }

    [Fact]
    public async Task Nothing_means_that_nothing_is_unread()
    {
        Assert.Null(await Play(new FakeClient().Queued("<message/>"), "Romeo receives: <message/>\nRomeo receives: nothing"));
        Assert.Equal("message", (await Play(new FakeClient().Queued("<message/>"), "Romeo receives: nothing"))!.Received!.Name);
        Assert.Equal("iq", (await Play(new FakeClient().Later("<iq/>"), "Romeo receives: nothing"))!.Received!.Name);
    }

    [Fact]
    public async Task Variables_are_replaced_and_escaped()
    {
        var client = new FakeClient().Queued("<message id='a&amp;b'/>");

        Assert.Null(await Play(client, """
            Romeo receives: <message id='{scansion:capture:id}'/>
            Romeo sends: <iq id='${id}' to='${Romeo's full JID}' from="${Juliet's JID}"><q>${Juliet's phone's resource} ${Romeo's password}</q></iq>
            """));
        Assert.Contains("<iq id='a&amp;b' to='romeo@localhost/bound' from='juliet@localhost'><q>phone secret</q></iq>", client.Log);
    }

    [Fact]
    public async Task A_full_address_is_unknown_before_the_server_assigns_it()
    {
        var script = Scripts.Parse("Juliet connects\nJuliet sends: <message to=\"${Romeo's full JID}\"/>");

        var failure = (await Runner(new FakeClient()).RunAsync(script, default)).Failure;

        Assert.Equal("'Romeo' has no full JID before it connects", failure!.Reason);
    }

    [Fact]
    public async Task Disconnecting_twice_and_sending_afterwards_do_nothing()
    {
        var client = new FakeClient();

        Assert.Null(await Play(client, "Juliet disconnects\nRomeo disconnects\nRomeo disconnects\nRomeo sends: <presence/>"));
        Assert.Equal(["Romeo connects", "closes", "leaves"], client.Log);
    }

    [Fact]
    public async Task Who_has_dropped_the_connection_is_away()
    {
        var client = new FakeClient();

        Assert.Null(await Play(client, "Juliet drops\nRomeo drops\nRomeo drops\nRomeo sends: <presence/>\nRomeo connects"));
        Assert.Equal(["Romeo connects", "drops", "Romeo connects", "leaves", "leaves"], client.Log);
    }

    [Fact]
    public async Task Connecting_is_tried_again_while_there_is_patience()
    {
        var patient = new RunSettings { Patience = TimeSpan.FromSeconds(1) };

        Assert.Null((await new ScenarioRunner(new FakeClient { Refusals = 3 }, patient, new InstantTime(patient.Patience)).RunAsync(Scripts.Parse("Romeo connects"), default)).Failure);
        await Assert.ThrowsAsync<ConnectException>(() => Runner(new FakeClient { Refusals = 1 }).RunAsync(Scripts.Parse("Romeo connects"), default));
    }

    [Fact]
    public async Task At_the_end_every_client_leaves_and_unread_stanzas_are_no_failure()
    {
        var client = new FakeClient().Queued("<message/>");

        Assert.Null(await Play(client, "Romeo sends: <presence/>"));
        Assert.Equal("leaves", client.Log[^1]);
    }

    [Theory]
    [InlineData("Romeo sends: <presence/>")]
    [InlineData("Romeo disconnects")]
    [InlineData("Romeo receives: <presence/>")]
    [InlineData("Romeo receives: nothing")]
    [InlineData("Romeo connects")]
    public async Task An_unexpected_end_fails_the_next_action(string action)
    {
        var failure = await Play(new FakeClient { EndReason = "the server closed it" }, action);

        Assert.Contains("the server closed it", failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_error_can_be_expected()
    {
        var client = new FakeClient { EndReason = "stream error conflict" }.Queued(StreamErrorXml);

        Assert.Null(await Play(client, """
            Romeo receives:
            	<stream:error>
            		<conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
            	</stream:error>
            Romeo disconnects
            Romeo connects
            """));
    }

    [Fact]
    public async Task A_stream_error_is_never_dropped()
    {
        var failure = await Play(new FakeClient { EndReason = "stream error conflict" }.Queued(StreamErrorXml), "Romeo receives: <presence/>");

        Assert.Equal("a stream error came instead", failure!.Reason);
    }

    [Theory]
    [InlineData("Juliet sends: <presence/>")]
    [InlineData("Juliet receives: <presence/>")]
    public async Task Who_has_not_connected_cannot_act(string action)
        => Assert.Equal("'Juliet' has not connected", (await Play(new FakeClient(), action))!.Reason);

    private static async Task<ScenarioFailure?> Play(FakeClient client, string actions, QueueMode queue = QueueMode.Live)
        => (await Runner(client, queue).RunAsync(Scripts.Parse("Romeo connects\n" + actions), default)).Failure;

    private static ScenarioRunner Runner(FakeClient client, QueueMode queue = QueueMode.Live)
        => new(client, new RunSettings { Queue = queue }, new InstantTime());
}
