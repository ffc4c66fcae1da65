using Couplet.Server.Features.PersonalEventing;

namespace Couplet.Tests.Features.PersonalEventing;

/// <summary>Who is asked what it wants to be notified of (XEP-0163 §3.1).</summary>
public sealed class InterestsTests
{
    [Fact]
    public async Task A_contact_that_changes_and_never_answers_is_not_remembered_without_end()
    {
        var harness = await AccountHarness.StartAsync();
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.BefriendAsync(juliet, romeo);
        for (var n = 0; n < 50; n++)
            await romeo.SendAsync($"<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:n' ver='{n}'/></presence>");
        var questions = juliet.Account.Feature<PersonalState>().Questions;
        Assert.InRange(questions.Count, 1, 4);
        Assert.EndsWith("#49", questions[^1].Caps.Node, StringComparison.Ordinal);

        await romeo.SendAsync("<presence/>");
        Assert.Empty(questions);
    }
}
