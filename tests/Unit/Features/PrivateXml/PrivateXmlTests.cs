using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features.PrivateXml;

public class PrivateXmlTests
{
    private const string Get = "<iq type='get' id='g'><query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'/></query></iq>";

    [Fact]
    public async Task A_note_is_kept_and_replaced_as_a_whole()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        Assert.Equal("<query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'/></query>", (await juliet.AskAsync(Get)).FirstChild!.ToString());
        foreach (var text in new[] { "one", "two" })
        {
            Assert.Equal(IqType.Result, (await juliet.AskAsync(Set($"<exodus xmlns='exodus:prefs'><a>{text}</a></exodus>"))).Type);
            Assert.Equal(text, (await juliet.AskAsync(Get)).FirstChild!.FirstChild!.FirstChild!.Text);
        }
    }

    [Theory]
    [InlineData("", StanzaErrorCondition.BadRequest)]
    [InlineData("<a xmlns='jabber:client'/>", StanzaErrorCondition.NotAcceptable)]
    [InlineData("<a/>", StanzaErrorCondition.NotAcceptable)]
    public async Task A_note_needs_a_namespace(string note, StanzaErrorCondition expected)
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        Assert.Equal(expected, (await juliet.AskAsync(Set(note))).Error!.Condition);
    }

    [Fact]
    public async Task Notes_are_bounded_in_size_and_number()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        Assert.Equal(StanzaErrorCondition.NotAcceptable, (await juliet.AskAsync(Set($"<a xmlns='x'>{new string('x', 131_072)}</a>"))).Error!.Condition);
        Assert.Null((await juliet.AskAsync(Set(string.Concat(Enumerable.Range(0, 200).Select(i => $"<a xmlns='x{i}'/>"))))).Error);
        Assert.Equal(StanzaErrorCondition.ResourceConstraint, (await juliet.AskAsync(Set("<a xmlns='y'/>"))).Error!.Condition);
        Assert.Null((await juliet.AskAsync(Set("<a xmlns='x1'>again</a>"))).Error);
    }

    [Fact]
    public async Task Nobody_else_can_read_it()
    {
        var harness = await AccountHarness.StartAsync();
        await harness.BindAsync("juliet");
        var romeo = await harness.BindAsync("romeo");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, (await romeo.AskAsync(Get.Replace("<iq", "<iq to='juliet@capulet.example'"))).Error!.Condition);
    }

    private static string Set(string note) => $"<iq type='set' id='s'><query xmlns='jabber:iq:private'>{note}</query></iq>";
}
