using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Push;
using Couplet.Server.Routing;

namespace Couplet.Tests.Features.Push;

public class PushTests
{
    private static async Task<(AccountHarness, FakeSession Romeo, PushService)> StartAsync(bool content = false)
    {
        var harness = await AccountHarness.StartAsync(o => o.Push.Content = content);
        var service = new PushService(harness);
        Assert.True(harness.Server.Router.TryAdd(service));
        var romeo = await harness.LoginAsync("romeo");
        Assert.Equal(IqType.Result, (await romeo.AskAsync($"<iq type='set' id='e'><enable xmlns='{PushFeature.Namespace}' jid='push.example' node='n1'>"
            + "<x xmlns='jabber:x:data' type='submit'><field var='secret'><value>s</value></field></x></enable></iq>")).Type);
        return (harness, romeo, service);
    }

    private static Task SayAsync(FakeSession from, string content = "<body>Hi</body>")
        => from.SendAsync($"<message type='chat' to='romeo@capulet.example'>{content}</message>");

    [Fact]
    public async Task Who_is_offline_is_notified_without_the_text()
    {
        var (harness, romeo, service) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await SayAsync(juliet);
        Assert.Empty(service.Received);
        await romeo.EndAsync();
        await SayAsync(juliet);
        await SayAsync(juliet);
        Assert.Equal(2, service.Received.Count);
        var pubsub = service.Received[1].FirstChild!;
        Assert.Equal("romeo@capulet.example", service.Received[1].From.ToString());
        var publish = pubsub.Child("publish")!;
        Assert.Equal("n1", publish["node"]);
        var form = publish.Child("item")!.Child("notification", PushFeature.Namespace)!.FirstChild!;
        Assert.Equal(["FORM_TYPE", "message-count"], form.Elements("field").Select(f => f["var"]));
        Assert.Equal("2", form.Elements("field").Last().Child("value")!.Text);
        Assert.Equal("s", pubsub.Child("publish-options")!.FirstChild!.Child("field")!.Child("value")!.Text);
    }

    [Fact]
    public async Task The_text_is_told_where_the_operator_wants_it()
    {
        var (harness, romeo, service) = await StartAsync(content: true);
        var juliet = await harness.LoginAsync("juliet");
        await romeo.EndAsync();
        await SayAsync(juliet);
        Assert.Contains("<value>Hi</value>", Assert.Single(service.Received).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_needs_to_see_is_not_notified_of()
    {
        var (harness, romeo, service) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await romeo.EndAsync();
        await SayAsync(juliet, "<composing xmlns='http://jabber.org/protocol/chatstates'/>");
        Assert.Empty(service.Received);
        await SayAsync(juliet, "<encrypted xmlns='eu.siacs.conversations.axolotl'/>");
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task A_session_that_lost_its_connection_counts_as_offline()
    {
        var (harness, romeo, service) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        romeo.Detach();
        await SayAsync(juliet);
        Assert.Single(service.Received);
        Assert.Single(romeo.Take<Message>());
        await harness.LoginAsync("romeo", "street");
        await SayAsync(juliet);
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task Disabled_targets_are_left_alone()
    {
        var (harness, romeo, service) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await romeo.SendAsync($"<iq type='set' id='d'><disable xmlns='{PushFeature.Namespace}' jid='push.example' node='other'/></iq>");
        await romeo.EndAsync();
        await SayAsync(juliet);
        Assert.Single(service.Received);
        romeo = await harness.LoginAsync("romeo");
        await romeo.SendAsync($"<iq type='set' id='d'><disable xmlns='{PushFeature.Namespace}' jid='push.example'/></iq>");
        await romeo.EndAsync();
        await SayAsync(juliet);
        Assert.Single(service.Received);
    }

    [Theory]
    [InlineData(StanzaErrorCondition.ItemNotFound, 1)]
    [InlineData(StanzaErrorCondition.RemoteServerTimeout, 2)]
    public async Task An_error_of_the_service_disables_it_unless_it_asks_to_wait(StanzaErrorCondition condition, int expected)
    {
        var (harness, romeo, service) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        await romeo.EndAsync();
        service.Answer = condition == StanzaErrorCondition.ItemNotFound ? StanzaError.ItemNotFound() : StanzaError.RemoteServerTimeout();
        await SayAsync(juliet);
        await SayAsync(juliet);
        Assert.Equal(expected, service.Received.Count);
    }

    [Fact]
    public async Task Nobody_enables_it_for_another()
    {
        var (harness, _, _) = await StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var answer = await juliet.AskAsync($"<iq type='set' id='e' to='romeo@capulet.example'><enable xmlns='{PushFeature.Namespace}' jid='push.example'/></iq>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, answer.Error!.Condition);
    }

    private sealed class PushService(AccountHarness harness) : IStanzaHost
    {
        public List<Iq> Received { get; } = [];

        public StanzaError? Answer { get; set; }

        public string Domain => "push.example";

        public void Post(Stanza stanza, Handled handled)
        {
            if (stanza is Iq { IsRequest: true } iq)
            {
                Received.Add(iq);
                harness.Server.Router.Route(Answer is null ? iq.ToResult() : iq.ToError(Answer));
            }
            handled.Complete();
        }
    }
}
