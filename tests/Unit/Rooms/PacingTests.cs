using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class PacingTests
{
    [Fact]
    public void Slow_mode_makes_an_account_wait_whatever_session_it_uses()
    {
        var bench = Open(("muc#roomconfig_slow_mode_duration", ["20"]));
        var phone = Juliet.WithResource("phone");
        bench.Join(Juliet, "Juliet");
        bench.Join(phone, "Juliet");
        bench.Say(Juliet, "one");
        bench.Now += TimeSpan.FromSeconds(5);
        bench.Forget();
        bench.Say(phone, "two");
        var error = bench.Next(phone).Error!;
        Assert.Equal((StanzaErrorType.Wait, StanzaErrorCondition.PolicyViolation), (error.Type, error.Condition));
        Assert.Contains("20 seconds", error.Text, StringComparison.Ordinal);
        Assert.Contains("15 seconds", error.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Inbox(Romeo));
        bench.Now += TimeSpan.FromSeconds(15);
        bench.Say(phone, "three");
        Assert.IsType<MessageSent>(Assert.Single(bench.Last!.Events));
    }

    [Fact]
    public void Slow_mode_is_not_for_owners()
    {
        var bench = Open(("muc#roomconfig_slow_mode_duration", ["20"]));
        bench.Say(Romeo, "one");
        bench.Say(Romeo, "two");
        Assert.Single(bench.Last!.Events);
    }

    [Fact]
    public void The_service_limits_everybody()
    {
        var bench = Open();
        bench.Options = bench.Options with { MessagesPerSecond = 2 };
        for (var i = 0; i < 20; i++) bench.Say(Romeo, "again");
        bench.Forget();
        bench.Say(Romeo, "and again");
        var error = bench.Next(Romeo).Error!;
        Assert.Equal((StanzaErrorType.Wait, StanzaErrorCondition.ResourceConstraint), (error.Type, error.Condition));
        bench.Now += TimeSpan.FromSeconds(10);
        bench.Say(Romeo, "at last");
        Assert.Single(bench.Last!.Events);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    public void A_duration_is_a_number_of_seconds(string value)
    {
        var bench = Open(("muc#roomconfig_slow_mode_duration", [value]));
        Assert.Equal(0, bench.State!.Config.SlowMode);
    }

    [Fact]
    public void Activity_counts_the_hours_that_have_passed()
    {
        var bench = Open();
        for (var i = 0; i < 48; i++) bench.Say(Romeo, "talk");
        Assert.Equal(0, bench.State!.Activity.PerHour(bench.Now));
        Assert.Equal(2, bench.State.Activity.PerHour(bench.Now.AddHours(1)));
        Assert.Equal(0, bench.State.Activity.PerHour(bench.Now.AddHours(26)));
    }
}
