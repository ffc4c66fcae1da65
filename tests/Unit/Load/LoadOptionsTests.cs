using System.CommandLine;
using Couplet.Commands.Load;
using Couplet.Player.Client;

namespace Couplet.Tests.Load;

public class LoadOptionsTests
{
    [Fact]
    public void Everything_has_a_default()
    {
        var settings = Read(LoadMode.Chat, "").Settings!;

        Assert.Equal(("localhost", 5222, "localhost", "conference.localhost"), (settings.Host, settings.Port, settings.Domain, settings.RoomDomain));
        Assert.Equal((50, 1, 10.0, 1.0, 100), (settings.Pairs, settings.Window, settings.Seconds, settings.Warmup, settings.Connections));
        Assert.Equal((TlsPolicy.Auto, SaslPolicy.Plain, "u", "password", false), (settings.Tls, settings.Sasl, settings.Prefix, settings.Password, settings.Register));
    }

    [Fact]
    public void Every_option_finds_its_setting()
    {
        var settings = Read(LoadMode.Rooms, "--host h --port 99 --domain d --muc m --rooms 2 --occupants 9 --senders 3 --slow 4 --window 5 --rate 6.5 --seconds 7 --warmup 8 --body 10"
            + " --parallel 11 --tls --tls-insecure --sasl scram --prefix p --first 12 --password s --register --json").Settings!;

        Assert.Equal(("h", 99, "d", "m"), (settings.Host, settings.Port, settings.Domain, settings.RoomDomain));
        Assert.Equal((2, 9, 3, 4, 18), (settings.Rooms, settings.Occupants, settings.Senders, settings.Slow, settings.Connections));
        Assert.Equal((5, 6.5, 7.0, 8.0, 10, 11), (settings.Window, settings.Rate, settings.Seconds, settings.Warmup, settings.Body, settings.Parallel));
        Assert.Equal((TlsPolicy.Required, true, SaslPolicy.Scram), (settings.Tls, settings.AcceptAnyCertificate, settings.Sasl));
        Assert.Equal(("p", 12, "s", true, true), (settings.Prefix, settings.First, settings.Password, settings.Register, settings.Json));
    }

    [Theory]
    [InlineData("", "--port 0")]
    [InlineData("", "--port 65536")]
    [InlineData("", "--seconds 0")]
    [InlineData("", "--warmup=-1")]
    [InlineData("", "--rooms 0")]
    [InlineData("", "--window 0")]
    [InlineData("", "--tls --plaintext")]
    [InlineData("", "--occupants 3 --senders 4")]
    [InlineData("", "--occupants 3 --senders 1 --slow 3")]
    [InlineData("", "--rooms 1000 --occupants 1000")]
    [InlineData("", "--pid 2147483647")]
    public void What_makes_no_sense_is_one_sentence(string good, string bad)
    {
        Assert.NotNull(Read(LoadMode.Rooms, good).Settings);

        var (settings, wrong) = Read(LoadMode.Rooms, bad);

        Assert.Null(settings);
        Assert.EndsWith(".", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chat", "--rooms 1")]
    [InlineData("Login", "--seconds 1")]
    [InlineData("Rooms", "--sasl none")]
    [InlineData("Rooms", "--port x")]
    public void What_a_mode_does_not_know_is_refused(string mode, string arguments)
        => Assert.NotEmpty(Command(Enum.Parse<LoadMode>(mode), new LoadOptions()).Parse(arguments).Errors);

    private static (LoadSettings? Settings, string? Wrong) Read(LoadMode mode, string arguments)
    {
        var options = new LoadOptions();
        var parsed = Command(mode, options).Parse(arguments);
        Assert.Empty(parsed.Errors);
        return (options.Read(parsed, mode, out var wrong), wrong);
    }

    private static Command Command(LoadMode mode, LoadOptions options)
    {
        var command = new RootCommand();
        foreach (var option in options.Of(mode)) command.Add(option);
        return command;
    }
}
