using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Administration;
using Couplet.Tests.Features.AdHocCommands;

namespace Couplet.Tests.Features.Administration;

public class AdministrationTests
{
    private static string Node(string name) => $"{AdministrationFeature.Namespace}#{name}";

    private static async Task<(AccountHarness, FakeSession)> StartAsync()
    {
        var harness = await AccountHarness.StartAsync(o => o.Admins.Add("prince@capulet.example"));
        return (harness, await harness.LoginAsync("prince"));
    }

    [Fact]
    public async Task Administrators_alone_see_and_run_the_commands()
    {
        var (harness, prince) = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        const string items = "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>";
        Assert.Contains(Node("add-user"), (await prince.AskServerAsync("get", items)).Nodes());
        Assert.DoesNotContain((await romeo.AskServerAsync("get", items)).Nodes(), n => n!.StartsWith(AdministrationFeature.Namespace, StringComparison.Ordinal));
        (await romeo.CommandAsync($"node='{Node("get-registered-users-num")}'")).HasError(StanzaErrorCondition.Forbidden);
    }

    [Fact]
    public async Task An_account_is_added_once()
    {
        var (harness, prince) = await StartAsync();
        (string, string)[] form = [("accountjid", "tybalt@capulet.example"), ("password", "cats"), ("password-verify", "cats")];
        Assert.Equal("completed", (await prince.RunAsync(Node("add-user"), form)).FirstChild!["status"]);
        Assert.True(await harness.Server.Authenticator.VerifyAsync("tybalt", "cats"));
        (await prince.RunAsync(Node("add-user"), form)).HasError(StanzaErrorCondition.Conflict);
        (await prince.RunAsync(Node("add-user"), ("accountjid", "tybalt@verona.example"), ("password", "a"), ("password-verify", "a")))
            .HasError(StanzaErrorCondition.BadRequest, "bad-payload");
        (await prince.RunAsync(Node("add-user"), ("accountjid", "rosaline@capulet.example"), ("password", "a"), ("password-verify", "b")))
            .HasError(StanzaErrorCondition.BadRequest, "bad-payload");
    }

    [Fact]
    public async Task A_deleted_account_is_thrown_out_and_gone()
    {
        var (harness, prince) = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        Assert.Equal("completed", (await prince.RunAsync(Node("delete-user"), ("accountjids", "romeo@capulet.example"))).FirstChild!["status"]);
        Assert.Equal(StreamErrorCondition.NotAuthorized, romeo.ClosedWith!.Condition);
        Assert.False(await harness.Server.AccountStore.ExistsAsync("romeo"));
        (await prince.RunAsync(Node("delete-user"), ("accountjids", "romeo@capulet.example"))).HasError(StanzaErrorCondition.ItemNotFound);
        (await prince.RunAsync(Node("delete-user"), ("accountjids", "prince@capulet.example"))).HasError(StanzaErrorCondition.NotAllowed);
    }

    [Fact]
    public async Task Passwords_are_changed_by_administrators_and_by_their_owners()
    {
        var (harness, prince) = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        await prince.RunAsync(Node("change-user-password"), ("accountjid", "romeo@capulet.example"), ("password", "rose"));
        Assert.True(await harness.Server.Authenticator.VerifyAsync("romeo", "rose"));
        await romeo.RunAsync(OwnPassword.Node, ("password", "name"), ("password-verify", "name"));
        Assert.True(await harness.Server.Authenticator.VerifyAsync("romeo", "name"));
        (await prince.RunAsync(Node("change-user-password"), ("accountjid", "nobody@capulet.example"), ("password", "rose"))).HasError(StanzaErrorCondition.ItemNotFound);
    }

    [Fact]
    public async Task Sessions_are_ended_one_by_one_or_all_together()
    {
        var (harness, prince) = await StartAsync();
        var home = await harness.LoginAsync("romeo");
        var street = await harness.LoginAsync("romeo", "street");
        await prince.RunAsync(Node("end-user-session"), ("accountjids", "romeo@capulet.example/street"));
        Assert.NotNull(street.ClosedWith);
        Assert.Null(home.ClosedWith);
        await prince.RunAsync(Node("end-user-session"), ("accountjids", "romeo@capulet.example"));
        Assert.NotNull(home.ClosedWith);
    }

    [Fact]
    public async Task Accounts_are_counted_and_listed()
    {
        var (harness, prince) = await StartAsync();
        await harness.Server.AccountStore.CreateAsync("nurse", "secret");
        Assert.Equal("2", (await prince.CommandAsync($"node='{Node("get-registered-users-num")}'")).Value("registeredusersnum"));
        Assert.Equal("1", (await prince.CommandAsync($"node='{Node("get-online-users-num")}'")).Value("onlineusersnum"));
        var all = await prince.RunAsync(Node("get-registered-users-list"), ("max_items", "none"));
        Assert.Equal(["nurse@capulet.example", "prince@capulet.example"], Jids(all, "registereduserjids"));
        Assert.Single(Jids(await prince.RunAsync(Node("get-registered-users-list"), ("max_items", "1")), "registereduserjids"));
        Assert.Equal(["prince@capulet.example"], Jids(await prince.RunAsync(Node("get-online-users-list")), "onlineuserjids"));
    }

    [Fact]
    public async Task An_announcement_reaches_everybody_who_is_available()
    {
        var (harness, prince) = await StartAsync();
        var romeo = await harness.LoginAsync("romeo");
        var bound = await harness.BindAsync("juliet");
        await prince.RunAsync(Node("announce"), ("announcement", "Hear me!"));
        Assert.Equal("Hear me!", romeo.Single<Message>().Body);
        bound.Nothing();
    }

    [Fact]
    public async Task The_message_of_the_day_comes_once()
    {
        var (harness, prince) = await StartAsync();
        await prince.RunAsync(Node("set-motd"), ("motd", "Peace!"));
        Assert.Equal("Peace!", prince.Single<Message>().Body);
        var romeo = await harness.BindAsync("romeo");
        await romeo.SendAsync("<presence/>");
        Assert.Equal("Peace!", Assert.Single(romeo.Take<Message>()).Body);
        var again = await harness.BindAsync("romeo", "street");
        await again.SendAsync("<presence/>");
        Assert.Empty(again.Take<Message>());
        await prince.CommandAsync($"node='{Node("delete-motd")}'");
        var juliet = await harness.BindAsync("juliet");
        await juliet.SendAsync("<presence/>");
        Assert.Empty(juliet.Take<Message>());
    }

    [Fact]
    public async Task The_service_is_asked_to_stop()
    {
        var (harness, prince) = await StartAsync();
        (await prince.RunAsync(Node("shutdown"), ("delay", "soon"))).HasError(StanzaErrorCondition.BadRequest, "bad-payload");
        Assert.False(harness.Server.StopRequested.IsCompleted);
        await prince.RunAsync(Node("shutdown"), ("delay", "0"));
        await harness.Server.StopRequested.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<string> Jids(Iq answer, string field)
        => answer.FirstChild!.Child("x", "jabber:x:data")!.Elements("field").Single(f => f["var"] == field).Elements("value").Select(v => v.Text);
}
