using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Features.Carbons;

public class CarbonsTests
{
    private const string Enable = "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>";

    [Fact]
    public async Task What_one_resource_gets_the_others_see()
    {
        var (harness, home, phone, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{home.Jid}' type='chat' id='m'><body>Hi</body></message>");
        Assert.Equal("Hi", home.Single<Message>().Body);
        var copy = phone.Single<Message>();
        Assert.Equal((phone.Jid.Bare, phone.Jid, MessageType.Chat), (copy.From, copy.To, copy.Type));
        var original = Forwarded(copy, "received");
        Assert.Equal((romeo.Jid.ToString(), home.Jid.ToString(), "m", "Hi"),
            (original["from"], original["to"], original["id"], original.Child("body")!.Text));
        await phone.AskAsync("<iq type='set' id='d'><disable xmlns='urn:xmpp:carbons:2'/></iq>");
        await romeo.SendAsync($"<message to='{home.Jid}' type='chat'><body>Hi</body></message>");
        phone.Nothing();
        Assert.NotNull(harness);
    }

    [Fact]
    public async Task What_one_resource_sends_the_others_see()
    {
        var (_, home, phone, romeo) = await SceneAsync();
        await home.SendAsync($"<message to='{romeo.Jid}' type='chat'><body>Hi</body></message>");
        Assert.Equal("Hi", Forwarded(phone.Single<Message>(), "sent").Child("body")!.Text);
        home.Nothing();
        Assert.Equal("Hi", romeo.Single<Message>().Body);
    }

    [Fact]
    public async Task A_message_to_the_account_is_not_copied_to_those_who_have_it()
    {
        var (_, home, phone, romeo) = await SceneAsync();
        await romeo.SendAsync("<message to='juliet@capulet.example' type='chat'><body>Hi</body></message>");
        Assert.Equal("Hi", home.Single<Message>().Body);
        Assert.Equal("Hi", phone.Single<Message>().Body);
        await phone.SendAsync("<presence><priority>-1</priority></presence>");
        home.Take();
        phone.Take();
        await romeo.SendAsync("<message to='juliet@capulet.example' type='chat'><body>Hi</body></message>");
        Assert.Equal("Hi", home.Single<Message>().Body);
        Forwarded(phone.Single<Message>(), "received");
    }

    [Theory]
    [InlineData("type='chat'", "<body>x</body><private xmlns='urn:xmpp:carbons:2'/>", false)]
    [InlineData("type='chat'", "<body>x</body><no-copy xmlns='urn:xmpp:hints'/>", false)]
    [InlineData("type='headline'", "<body>x</body>", false)]
    [InlineData("", "<x xmlns='urn:example'/>", false)]
    [InlineData("", "<body>x</body>", true)]
    [InlineData("", "<received xmlns='urn:xmpp:receipts' id='1'/>", true)]
    [InlineData("type='chat'", "<composing xmlns='http://jabber.org/protocol/chatstates'/>", true)]
    [InlineData("type='chat'", "<body>x</body><x xmlns='http://jabber.org/protocol/muc#user'/>", false)]
    [InlineData("", "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@example.net'/></x>", true)]
    public async Task The_rules_say_what_is_copied(string attributes, string content, bool copied)
    {
        var (_, home, phone, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{home.Jid}' {attributes}>{content}</message>");
        home.Single<Message>();
        Assert.Equal(copied ? 1 : 0, phone.Take<Message>().Count);
    }

    [Fact]
    public async Task Forged_copies_are_taken_out()
    {
        var (_, home, _, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{home.Jid}' type='chat'><body>x</body><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'/></sent></message>");
        var message = home.Single<Message>();
        Assert.Equal("x", message.Body);
        Assert.Null(message.Child("sent", "urn:xmpp:carbons:2"));
    }

    [Fact]
    public async Task A_note_to_oneself_comes_once()
    {
        var (_, home, phone, _) = await SceneAsync();
        await home.SendAsync($"<message to='{home.Jid.Bare}' type='chat'><body>x</body></message>");
        Assert.Equal("x", home.Single<Message>().Body);
        Assert.Equal("x", phone.Single<Message>().Body);
        await home.SendAsync($"<message to='{phone.Jid}' type='chat'><body>x</body></message>");
        Assert.Equal("x", phone.Single<Message>().Body);
        home.Nothing();
    }

    private static async Task<(AccountHarness, FakeSession Home, FakeSession Phone, FakeSession Romeo)> SceneAsync()
    {
        var harness = await AccountHarness.StartAsync();
        var home = await harness.LoginAsync("juliet");
        var phone = await harness.LoginAsync("juliet", "phone");
        var romeo = await harness.LoginAsync("romeo");
        foreach (var session in new[] { home, phone, romeo }) Assert.Equal(IqType.Result, (await session.AskAsync(Enable)).Type);
        home.Take();
        return (harness, home, phone, romeo);
    }

    private static Element Forwarded(Message copy, string direction)
        => copy.Child(direction, "urn:xmpp:carbons:2")!.Child("forwarded", "urn:xmpp:forward:0")!.Child("message", Stanza.ClientNamespace)!;
}
