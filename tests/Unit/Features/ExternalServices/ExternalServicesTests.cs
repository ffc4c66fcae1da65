using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.ExternalServices;
using Couplet.Server.Hosting;
using Couplet.Tests.Features.AdHocCommands;

namespace Couplet.Tests.Features.ExternalServices;

public class ExternalServicesTests
{
    private static async Task<FakeSession> StartAsync()
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            Assert.Null(Settings.Apply(o, "ExternalServices:Servers", "stun:relay.example:3478, turn:relay.example:3478, turns:[2001:db8::1]:5349"));
            Assert.Null(Settings.Apply(o, "ExternalServices:Secret", "north"));
        });
        return await harness.LoginAsync("romeo");
    }

    [Fact]
    public async Task Services_are_listed_with_credentials_that_expire()
    {
        var romeo = await StartAsync();
        var services = (await romeo.AskServerAsync("get", $"<services xmlns='{ExternalServicesFeature.Namespace}'/>")).FirstChild!.Elements().ToList();
        Assert.Equal(["stun relay.example 3478 udp", "turn relay.example 3478 udp", "turns 2001:db8::1 5349 tcp"],
            services.Select(s => $"{s["type"]} {s["host"]} {s["port"]} {s["transport"]}"));
        Assert.Null(services[0]["username"]);
        Assert.Equal("2030-04-02T12:00:00Z", services[1]["expires"]);
        Assert.StartsWith("1901361600:", services[1]["username"], StringComparison.Ordinal);
        Assert.DoesNotContain("romeo", services[1]["username"], StringComparison.Ordinal);
        Assert.Equal(ExternalServicesFeature.Password("north", services[1]["username"]!), services[1]["password"]);
    }

    [Fact]
    public async Task A_type_and_a_single_service_can_be_asked_for()
    {
        var romeo = await StartAsync();
        var turn = await romeo.AskServerAsync("get", $"<services xmlns='{ExternalServicesFeature.Namespace}' type='turn'/>");
        Assert.Equal("turn", Assert.Single(turn.FirstChild!.Elements())["type"]);
        var one = await romeo.AskServerAsync("get", $"<credentials xmlns='{ExternalServicesFeature.Namespace}'><service type='turn' host='relay.example'/></credentials>");
        Assert.NotNull(Assert.Single(one.FirstChild!.Elements())["password"]);
        var none = await romeo.AskServerAsync("get", $"<credentials xmlns='{ExternalServicesFeature.Namespace}'><service type='turn' host='x.example'/></credentials>");
        none.HasError(StanzaErrorCondition.ItemNotFound);
    }

    [Fact]
    public void The_password_is_what_relays_with_a_shared_secret_compute()
        => Assert.Equal("tfCpXCu+Rlw5U5tsevyKObR154E=", ExternalServicesFeature.Password("north", "1433895918:ghost"));

    [Theory]
    [InlineData("turn:relay.example")]
    [InlineData("http:relay.example:80")]
    [InlineData("turn:relay.example:70000")]
    [InlineData("turn:relay.example:3478?transport=sctp")]
    public void What_is_no_service_is_refused(string text) => Assert.NotNull(Settings.Apply(new CoupletOptions(), "ExternalServices:Servers", text));
}
