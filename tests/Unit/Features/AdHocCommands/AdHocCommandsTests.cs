using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Tests.Features.AdHocCommands;

public class AdHocCommandsTests
{
    private static async Task<(AccountHarness, FakeSession)> StartAsync(Func<Jid, bool>? isAllowed = null)
    {
        var harness = await AccountHarness.StartAsync();
        static CommandStep Last(CommandInput second) => CommandStep.Done($"{second.Form.GetValue("size")}");
        harness.Server.Features.Command(new AdHocCommand("pizza", "Order a pizza", isAllowed ?? (_ => true), _ => CommandStep.Ask(
            DataForm.Build(DataFormType.Form, "kitchen").Text("kind", required: true).ToForm(),
            first => first.Form.GetValue("kind") == "hawaii" ? CommandStep.Refused(StanzaError.NotAcceptable())
                : CommandStep.Ask(DataForm.Build(DataFormType.Form).Text("size").ToForm(), second => Last(second)), isLast: false)));
        return (harness, await harness.BindAsync("juliet"));
    }

    private static string Id(Iq answer) => answer.FirstChild!["sessionid"]!;

    private static string Status(Iq answer) => answer.FirstChild!["status"]!;

    [Fact]
    public async Task Two_forms_are_asked_for_one_after_the_other()
    {
        var (_, juliet) = await StartAsync();
        var first = await juliet.CommandAsync("node='pizza' action='execute'");
        Assert.Equal("executing", Status(first));
        Assert.Equal(["next"], first.FirstChild!.Child("actions")!.Elements().Select(a => a.Name));
        Assert.Equal("next", first.FirstChild.Child("actions")!["execute"]);
        var second = await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}' action='next'", CommandBench.Form(("kind", "margherita")));
        Assert.Equal(Id(first), Id(second));
        Assert.Equal(["prev", "complete"], second.FirstChild!.Child("actions")!.Elements().Select(a => a.Name));
        var last = await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'", CommandBench.Form(("size", "large")));
        Assert.Equal("completed", Status(last));
        Assert.Equal("large", last.FirstChild!.Child("note")!.Text);
    }

    [Fact]
    public async Task One_can_go_back_to_the_form_before()
    {
        var (_, juliet) = await StartAsync();
        var first = await juliet.CommandAsync("node='pizza'");
        await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'", CommandBench.Form(("kind", "funghi")));
        var back = await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}' action='prev'");
        Assert.Equal("executing", Status(back));
        Assert.Equal("kitchen", back.Value("FORM_TYPE"));
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}' action='prev'")).HasError(StanzaErrorCondition.BadRequest, "bad-action");
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}' action='complete'")).HasError(StanzaErrorCondition.BadRequest, "bad-action");
    }

    [Fact]
    public async Task A_session_that_was_cancelled_completed_or_forgotten_is_expired()
    {
        var (harness, juliet) = await StartAsync();
        var first = await juliet.CommandAsync("node='pizza'");
        Assert.Equal("canceled", Status(await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}' action='cancel'")));
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'")).HasError(StanzaErrorCondition.NotAllowed, "session-expired");
        var again = await juliet.CommandAsync("node='pizza'");
        harness.Time.Advance(CommandSessions.Patience + TimeSpan.FromSeconds(1));
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(again)}'")).HasError(StanzaErrorCondition.NotAllowed, "session-expired");
    }

    [Fact]
    public async Task A_session_of_somebody_else_and_one_that_never_was_are_bad()
    {
        var (harness, juliet) = await StartAsync();
        var romeo = await harness.BindAsync("romeo");
        var first = await juliet.CommandAsync("node='pizza'");
        (await romeo.CommandAsync($"node='pizza' sessionid='{Id(first)}'")).HasError(StanzaErrorCondition.BadRequest, "bad-sessionid");
        (await juliet.CommandAsync("node='pizza' sessionid='x'")).HasError(StanzaErrorCondition.BadRequest, "bad-sessionid");
    }

    [Fact]
    public async Task A_form_that_is_refused_can_be_sent_again()
    {
        var (_, juliet) = await StartAsync();
        var first = await juliet.CommandAsync("node='pizza'");
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'")).HasError(StanzaErrorCondition.BadRequest, "bad-payload");
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'", CommandBench.Form(("kind", "hawaii")))).HasError(StanzaErrorCondition.NotAcceptable);
        Assert.Equal("executing", Status(await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'", CommandBench.Form(("kind", "napoli")))));
    }

    [Fact]
    public async Task Unknown_commands_and_actions_are_refused()
    {
        var (_, juliet) = await StartAsync();
        (await juliet.CommandAsync("node='pasta'")).HasError(StanzaErrorCondition.ItemNotFound);
        (await juliet.CommandAsync("node='pizza' action='eat'")).HasError(StanzaErrorCondition.BadRequest, "malformed-action");
        (await juliet.CommandAsync("node='pizza' action='complete'")).HasError(StanzaErrorCondition.BadRequest, "bad-action");
    }

    [Fact]
    public async Task Who_may_not_run_a_command_does_not_see_it()
    {
        var (harness, juliet) = await StartAsync(jid => jid.Local == "juliet");
        var romeo = await harness.BindAsync("romeo");
        const string items = "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>";
        const string info = "<query xmlns='http://jabber.org/protocol/disco#info' node='pizza'/>";
        Assert.Contains("pizza", (await juliet.AskServerAsync("get", items)).Nodes());
        Assert.DoesNotContain("pizza", (await romeo.AskServerAsync("get", items)).Nodes());
        Assert.Equal("command-node", (await juliet.AskServerAsync("get", info)).FirstChild!.Child("identity")!["type"]);
        (await romeo.AskServerAsync("get", info)).HasError(StanzaErrorCondition.ItemNotFound);
        (await romeo.CommandAsync("node='pizza'")).HasError(StanzaErrorCondition.Forbidden);
    }

    [Fact]
    public async Task The_session_used_least_recently_makes_room()
    {
        var (harness, juliet) = await StartAsync();
        var first = await juliet.CommandAsync("node='pizza'");
        for (var i = 0; i < CommandSessions.PerAccount; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await juliet.CommandAsync("node='pizza'");
        }
        (await juliet.CommandAsync($"node='pizza' sessionid='{Id(first)}'", CommandBench.Form(("kind", "napoli")))).HasError(StanzaErrorCondition.NotAllowed, "session-expired");
    }
}
