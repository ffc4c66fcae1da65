using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Features.VCard;

public class VCardTests
{
    [Fact]
    public async Task The_owner_writes_and_everybody_reads()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        var romeo = await harness.BindAsync("romeo");
        Assert.Empty((await juliet.AskAsync(Get())).FirstChild!.Elements());
        Assert.Equal(IqType.Result, (await juliet.AskAsync("<iq type='set' id='s'><vCard xmlns='vcard-temp'><FN>Juliet</FN></vCard></iq>")).Type);
        Assert.Equal("Juliet", (await romeo.AskAsync(Get("juliet"))).FirstChild!.FirstChild!.Text);
        var foreign = await romeo.AskAsync("<iq type='set' id='s' to='juliet@capulet.example'><vCard xmlns='vcard-temp'/></iq>");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, foreign.Error!.Condition);
    }

    [Fact]
    public async Task An_account_without_a_card_looks_like_none()
    {
        var harness = await AccountHarness.StartAsync();
        await harness.BindAsync("juliet");
        var romeo = await harness.BindAsync("romeo");
        foreach (var name in new[] { "juliet", "nobody" })
            Assert.Equal(StanzaErrorCondition.ServiceUnavailable, (await romeo.AskAsync(Get(name))).Error!.Condition);
    }

    [Fact]
    public async Task A_card_has_a_largest_size()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.BindAsync("juliet");
        var answer = await juliet.AskAsync($"<iq type='set' id='s'><vCard xmlns='vcard-temp'><FN>{new string('x', 196_608)}</FN></vCard></iq>");
        Assert.Equal(StanzaErrorCondition.NotAcceptable, answer.Error!.Condition);
    }

    private static string Get(string? of = null) => $"<iq type='get' id='g'{(of is null ? "" : $" to='{of}@capulet.example'")}><vCard xmlns='vcard-temp'/></iq>";
}
