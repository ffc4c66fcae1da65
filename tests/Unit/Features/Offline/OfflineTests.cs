using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features.Offline;

public class OfflineTests
{
    private const string Juliet = "juliet@capulet.example";

    [Fact]
    public async Task Messages_wait_in_order_and_come_once()
    {
        var (harness, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{Juliet}' type='chat' id='1'><body>one</body></message>");
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await romeo.SendAsync($"<message to='{Juliet}/gone' type='chat'><body>two</body></message>");
        romeo.Nothing();
        harness.Server.Accounts.Drop(harness.Server.Accounts.Get("juliet"));
        var juliet = await harness.BindAsync("juliet");
        await juliet.SendAsync("<presence><priority>-1</priority></presence>");
        Assert.Empty(juliet.Take<Message>());
        await juliet.SendAsync("<presence/>");
        var messages = juliet.Take<Message>();
        Assert.Equal(["one", "two"], messages.Select(message => message.Body));
        Assert.Equal(romeo.Jid, messages[0].From);
        var delay = messages[0].Child("delay", "urn:xmpp:delay")!;
        Assert.Equal(("capulet.example", "2030-04-01T12:00:00.000000Z"), (delay["from"], delay["stamp"]));
        Assert.NotNull(messages[0].Child("stanza-id", "urn:xmpp:sid:0"));
        var phone = await harness.BindAsync("juliet", "phone");
        await phone.SendAsync("<presence/>");
        Assert.Empty(phone.Take<Message>());
        await phone.EndAsync();
        await juliet.EndAsync();
        harness.Server.Accounts.Drop(juliet.Account);
        var again = await harness.BindAsync("juliet");
        await again.SendAsync("<presence/>");
        Assert.Empty(again.Take<Message>());
    }

    [Theory]
    [InlineData("type='headline'", "<body>x</body>", null)]
    [InlineData("type='error'", "<body>x</body>", null)]
    [InlineData("type='chat'", "<active xmlns='http://jabber.org/protocol/chatstates'/>", null)]
    [InlineData("type='groupchat'", "<body>x</body>", StanzaErrorCondition.ServiceUnavailable)]
    [InlineData("type='chat'", "<body>x</body><no-store xmlns='urn:xmpp:hints'/>", StanzaErrorCondition.ServiceUnavailable)]
    public async Task Some_messages_do_not_wait(string attributes, string content, StanzaErrorCondition? error)
    {
        var (harness, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{Juliet}' {attributes}>{content}</message>");
        Assert.Equal(error, romeo.Take<Message>().SingleOrDefault()?.Error!.Condition);
        var juliet = await harness.BindAsync("juliet");
        await juliet.SendAsync("<presence/>");
        Assert.Empty(juliet.Take<Message>());
    }

    [Fact]
    public async Task No_more_than_so_many_wait()
    {
        var (harness, romeo) = await SceneAsync();
        for (var i = 0; i < 501; i++) romeo.Post($"<message to='{Juliet}' id='{i}'><body>x</body></message>");
        await harness.SettleAsync();
        var bounced = romeo.Single<Message>();
        Assert.Equal(("500", StanzaErrorCondition.ServiceUnavailable), (bounced.Id, bounced.Error!.Condition));
        var juliet = await harness.BindAsync("juliet");
        await juliet.SendAsync("<presence/>");
        Assert.Equal(500, juliet.Take<Message>().Count);
    }

    private static async Task<(AccountHarness, FakeSession Romeo)> SceneAsync()
    {
        var harness = await AccountHarness.StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var juliet = await harness.LoginAsync("juliet");
        await harness.BefriendAsync(juliet, romeo); // strangers are not told what becomes of their messages
        await juliet.EndAsync();
        romeo.Take();
        return (harness, romeo);
    }
}
