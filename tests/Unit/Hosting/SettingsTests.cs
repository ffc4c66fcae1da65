using System.Net;
using Couplet.Commands;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Hosting;

public class SettingsTests
{
    [Theory]
    [InlineData("Rooms:Behaviour", "Current", "Rooms:Behavior")]
    [InlineData("Domian", "x", "Domain")]
    [InlineData("limits:enable", "false", "Limits:Enabled")]
    public void An_unknown_name_is_refused_with_the_nearest(string name, string value, string nearest)
        => Assert.Contains($"'{nearest}'", Settings.Apply(new CoupletOptions(), name, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("Rooms:Behavior", "2017")]
    [InlineData("Rooms:Behavior", "")]
    [InlineData("Port", "65536")]
    [InlineData("Port", "-1")]
    [InlineData("Port", "5222 ")]
    [InlineData("Limits:Enabled", "yes")]
    [InlineData("Domain", "a@b")]
    [InlineData("Admins", "not a jid@")]
    [InlineData("Admins", "example.org")]
    [InlineData("Listen", "nowhere")]
    [InlineData("Storage:Kind", "1")]
    public void A_wrong_value_is_refused_and_changes_nothing(string name, string value)
    {
        var options = new CoupletOptions();
        Assert.Contains(name, Settings.Apply(options, name, value), StringComparison.Ordinal);
        Assert.Equal(5222, options.Port);
        Assert.Empty(options.Admins);
        Assert.Empty(options.Listen);
    }

    [Fact]
    public void Values_are_applied()
    {
        var options = new CoupletOptions();
        Assert.Null(Settings.Apply(options, "rooms:behavior", "2018"));
        Assert.Null(Settings.Apply(options, "Admins", "a@localhost, B@localhost"));
        Assert.Null(Settings.Apply(options, "Listen", "127.0.0.1,::1"));
        Assert.Equal(RoomBehavior.Edition2018, options.Rooms.Behavior);
        Assert.Equal(["a@localhost", "b@localhost"], options.Admins);
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], options.Listen);
    }

    [Fact]
    public void What_is_unsafe_works_in_try_out_mode_only()
    {
        Assert.NotNull(Settings.Check(new CoupletOptions { RequireTls = false }));
        var unlimited = new CoupletOptions();
        unlimited.Limits.Enabled = false;
        Assert.NotNull(Settings.Check(unlimited));
        var open = new CoupletOptions { Dev = true };
        open.Listen.Add(IPAddress.Any);
        Assert.NotNull(Settings.Check(open));
        Assert.NotNull(Settings.Check(new CoupletOptions { Dev = true, Domain = "example.org" }));
        Assert.Null(Settings.Check(new CoupletOptions { Dev = true, RequireTls = false }));
        Assert.Null(Settings.Check(new CoupletOptions()));
    }

    [Fact]
    public void Defaults_that_are_documented_are_the_defaults()
    {
        foreach (var setting in Settings.All.Where(s => s.Default.Length > 0 && !s.Default.Contains("DOMAIN", StringComparison.Ordinal)))
            Assert.Null(setting.Apply(new CoupletOptions(), setting.Default) ? null : setting.Name);
    }

    [Fact]
    public void A_settings_file_with_an_unknown_name_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "Rooms": { "Histori": 5 } }""");
            var wrong = Configuration.Load(new CoupletOptions(), file, true, []);
            Assert.Contains("Rooms:History", wrong, StringComparison.Ordinal);
            File.WriteAllText(file, "{ nonsense");
            Assert.Contains("no JSON", Configuration.Load(new CoupletOptions(), file, true, []), StringComparison.Ordinal);
            File.WriteAllText(file, """{ "Rooms": { "History": 5 }, "Admins": ["a@b", "c@d"] }""");
            var options = new CoupletOptions();
            Assert.Null(Configuration.Load(options, file, true, [new("Rooms:History", "7")]));
            Assert.Equal(7, options.Rooms.History);
            Assert.Equal(["a@b", "c@d"], options.Admins);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
