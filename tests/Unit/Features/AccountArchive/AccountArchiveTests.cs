using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Features.AccountArchive;

public class AccountArchiveTests
{
    private const string Mam = "urn:xmpp:mam:2";

    [Fact]
    public async Task Both_sides_keep_what_was_said_and_the_receiver_knows_its_id()
    {
        var (_, juliet, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat' id='m1'><body>Hi</body></message>");
        var id = StanzaId(juliet.Single<Message>(), juliet);
        Assert.NotNull(id);
        foreach (var session in new[] { juliet, romeo })
        {
            var (results, fin) = await QueryAsync(session);
            var result = Assert.Single(results);
            Assert.Equal("q", result["queryid"]);
            if (session == juliet) Assert.Equal(id, result["id"]);
            var forwarded = result.Child("forwarded", "urn:xmpp:forward:0")!;
            Assert.Equal("2030-04-01T12:00:00.000000Z", forwarded.Child("delay", "urn:xmpp:delay")!["stamp"]);
            var message = forwarded.Child("message", Stanza.ClientNamespace)!;
            Assert.Equal((romeo.Jid.ToString(), juliet.Jid.ToString(), "m1", "Hi"), (message["from"], message["to"], message["id"], message.Child("body")!.Text));
            Assert.Equal("true", fin["complete"]);
        }
    }

    [Fact]
    public async Task Forged_ids_are_taken_out()
    {
        var (_, juliet, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='headline'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.example' id='forged'/><stanza-id xmlns='urn:xmpp:sid:0' by='room@example.net' id='true'/></message>");
        Assert.Equal(["true"], juliet.Single<Message>().Elements().Where(e => e.Name == "stanza-id").Select(e => e["id"]));
        await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.example' id='forged'/></message>");
        Assert.NotEqual("forged", StanzaId(juliet.Single<Message>(), juliet));
    }

    [Theory]
    [InlineData("type='chat'", "<composing xmlns='http://jabber.org/protocol/chatstates'/>", 0)]
    [InlineData("type='headline'", "<body>x</body>", 0)]
    [InlineData("type='chat'", "<body>x</body><no-store xmlns='urn:xmpp:hints'/>", 0)]
    [InlineData("type='chat'", "<body>x</body><no-permanent-store xmlns='urn:xmpp:hints'/>", 0)]
    [InlineData("", "<x xmlns='urn:example'/>", 0)]
    [InlineData("", "<x xmlns='urn:example'/><store xmlns='urn:xmpp:hints'/>", 1)]
    [InlineData("", "<received xmlns='urn:xmpp:receipts' id='1'/>", 1)]
    [InlineData("type='chat'", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", 1)]
    [InlineData("type='chat'", "<reactions xmlns='urn:xmpp:reactions:0' id='1'/>", 1)]
    public async Task What_is_kept_is_conversation(string attributes, string content, int kept)
    {
        var (_, juliet, romeo) = await SceneAsync();
        await romeo.SendAsync($"<message to='{juliet.Jid}' {attributes}>{content}</message>");
        var message = juliet.Single<Message>();
        Assert.Equal(kept == 1, StanzaId(message, juliet) is not null);
        Assert.Equal(kept, (await QueryAsync(juliet)).Results.Count);
        Assert.Equal(kept, (await QueryAsync(romeo)).Results.Count);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_filters_select()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        var nurse = await harness.LoginAsync("nurse");
        for (var i = 0; i < 5; i++) await romeo.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>word{i} night</body></message>");
        await nurse.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>Madam</body></message>");
        juliet.Take();
        var (first, fin) = await QueryAsync(juliet, set: "<max>4</max>");
        Assert.Equal(4, first.Count);
        Assert.Null(fin["complete"]);
        Assert.Equal("6", fin.FirstChild!.Child("count")!.Text);
        var (second, end) = await QueryAsync(juliet, set: $"<max>4</max><after>{first[^1]["id"]}</after>");
        Assert.Equal((2, "true"), (second.Count, end["complete"]));
        Assert.Single((await QueryAsync(juliet, Field("with", "nurse@capulet.example"))).Results);
        Assert.Single((await QueryAsync(juliet, Field("{urn:xmpp:fulltext:0}fulltext", "WORD3"))).Results);
        await juliet.SendAsync($"<iq type='set' id='q'><query xmlns='{Mam}'><set xmlns='http://jabber.org/protocol/rsm'><after>unknown</after></set></query></iq>");
        Assert.Equal(StanzaErrorCondition.ItemNotFound, juliet.Single<Iq>().Error!.Condition);
        var metadata = (await juliet.AskAsync($"<iq type='get' id='m'><metadata xmlns='{Mam}'/></iq>")).FirstChild!;
        Assert.Equal((first[0]["id"], second[^1]["id"]), (metadata.Child("start")!["id"], metadata.Child("end")!["id"]));
    }

    [Fact]
    public async Task The_owner_says_whose_messages_are_kept()
    {
        var (harness, juliet, romeo) = await SceneAsync();
        Assert.Equal("always", (await juliet.AskAsync($"<iq type='get' id='p'><prefs xmlns='{Mam}'/></iq>")).FirstChild!["default"]);
        await juliet.AskAsync($"<iq type='set' id='p'><prefs xmlns='{Mam}' default='roster'><always><jid>nurse@capulet.example</jid></always><never/></prefs></iq>");
        var nurse = await harness.LoginAsync("nurse");
        foreach (var session in new[] { romeo, nurse }) await session.SendAsync($"<message to='{juliet.Jid}' type='chat'><body>x</body></message>");
        Assert.Equal([null, "id"], juliet.Take<Message>().Select(message => StanzaId(message, juliet) is null ? null : "id"));
        Assert.Single((await QueryAsync(juliet)).Results);
    }

    [Fact]
    public async Task Nobody_else_may_read()
    {
        var (_, juliet, romeo) = await SceneAsync();
        foreach (var name in new[] { "query", "metadata", "prefs" })
            Assert.Equal(StanzaErrorCondition.ServiceUnavailable, (await romeo.AskAsync($"<iq type='get' id='{name}' to='{juliet.Jid.Bare}'><{name} xmlns='{Mam}'/></iq>")).Error!.Condition);
    }

    [Fact]
    public async Task A_note_to_oneself_is_kept_once()
    {
        var (_, juliet, _) = await SceneAsync();
        await juliet.SendAsync($"<message to='{juliet.Jid.Bare}' type='chat'><body>x</body></message>");
        Assert.NotNull(StanzaId(juliet.Single<Message>(), juliet));
        Assert.Single((await QueryAsync(juliet)).Results);
    }

    [Fact]
    public async Task What_cannot_be_archived_is_not_delivered_and_the_sender_is_told()
    {
        var storage = new FailingLogStorage();
        var harness = await AccountHarness.StartAsync(storage: storage);
        var juliet = await harness.LoginAsync("juliet");
        await harness.LoginAsync("romeo");
        var message = new Message(new StanzaHeader(Protocol.Addressing.Jid.Parse("romeo@capulet.example/home"), juliet.Jid, "m"), MessageType.Chat,
            new Element("body", Stanza.ClientNamespace, "x"));
        var romeo = harness.Server.Accounts.Find("romeo")!.Sessions.OfType<FakeSession>().Single();
        foreach (var full in new[] { true, false })
        {
            storage.IsFull = full;
            harness.Server.Router.Route(message);
            await harness.SettleAsync();
            Assert.Equal(full ? 0 : 1, juliet.Take<Message>().Count);
            Assert.Equal(full ? StanzaErrorCondition.InternalServerError : null, romeo.Take<Message>().SingleOrDefault()?.Error!.Condition);
        }
    }

    private static async Task<(AccountHarness, FakeSession Juliet, FakeSession Romeo)> SceneAsync()
    {
        var harness = await AccountHarness.StartAsync();
        return (harness, await harness.LoginAsync("juliet"), await harness.LoginAsync("romeo"));
    }

    private static string Field(string name, string value)
        => $"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>{Mam}</value></field><field var='{name}'><value>{value}</value></field></x>";

    private static async Task<(List<Element> Results, Element Fin)> QueryAsync(FakeSession session, string form = "", string set = "")
    {
        await session.SendAsync($"<iq type='set' id='q'><query xmlns='{Mam}' queryid='q'>{form}<set xmlns='http://jabber.org/protocol/rsm'>{set}</set></query></iq>");
        var received = session.Take();
        var fin = Assert.IsType<Iq>(received[^1]).Child("fin", Mam)!;
        return ([.. received.SkipLast(1).Select(stanza => stanza.Child("result", Mam)!)], fin);
    }

    private static string? StanzaId(Message message, FakeSession of)
        => message.Elements().SingleOrDefault(e => e.Is("stanza-id", "urn:xmpp:sid:0") && e["by"] == of.Jid.Bare.ToString())?["id"];
}
