using System.Collections.Concurrent;
using System.Diagnostics;
using Couplet.Server.Net.Bosh;
using Couplet.Server.Observability;
using Couplet.Tests.Net.Bosh;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Observability;

public class TraceTests
{
    [Fact]
    public async Task A_message_is_followed_from_the_socket_through_room_and_commit_to_each_delivery()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        // Other tests of this process are heard too; what belongs to this one is within this.
        using var test = new Activity("test").SetIdFormat(ActivityIdFormat.W3C);
        test.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        test.Start();
        var harness = await ServerHarness.StartAsync(o => o.Rooms.Lock = false);
        TestClient[] clients = [await harness.LoginAsync("alice"), await harness.LoginAsync("bob")];
        foreach (var (client, nick) in clients.Zip(["alice", "bob"]))
        {
            await client.SendAsync($"<presence to='trace@conference.localhost/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
            await client.UntilAsync("code='110'");
        }
        await clients[0].SendAsync("<message to='trace@conference.localhost' type='groupchat'><body>followed words</body></message>");
        foreach (var client in clients) await client.UntilAsync("followed words");
        // What is done after the deliveries ends a moment later.
        await clients[0].SendAsync("<iq type='get' id='p' to='trace@conference.localhost/alice'><ping xmlns='urn:xmpp:ping'/></iq>");
        await clients[0].UntilAsync("id='p'");

        var mine = ended.Where(a => a.TraceId == test.TraceId).ToList();
        var handle = Assert.Single(mine, a => Children(a, "deliver").Count(d => d.GetTagItem("couplet.stanza") is "message") == 2);
        Assert.Equal(("handle", "room"), (handle.OperationName, handle.GetTagItem("couplet.entity")));
        Assert.Single(Children(handle, "commit"));
        var receive = Assert.Single(mine, a => a.SpanId == handle.ParentSpanId);
        Assert.Equal(("receive", "message"), (receive.OperationName, receive.GetTagItem("couplet.stanza")));
        Assert.DoesNotContain(ended.SelectMany(a => a.TagObjects), t => t.Value is string text && (text.Contains("words", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal)));

        IEnumerable<Activity> Children(Activity parent, string name) => mine.Where(a => a.ParentSpanId == parent.SpanId && a.OperationName == name);
    }

    [Fact]
    public async Task A_request_of_http_that_carries_a_stream_does_not_decide_what_is_followed()
    {
        var received = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = received.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        request.Start();
        var client = new BoshClient(new BoshDirectory((await ServerHarness.StartAsync()).Streams));
        await client.LoginAsync("carol");
        await client.AskAsync("<presence xmlns='jabber:client'/>");
        Assert.Contains(received, a => a.OperationName == "receive");
        Assert.DoesNotContain(received, a => a.TraceId == request.TraceId);
    }
}
