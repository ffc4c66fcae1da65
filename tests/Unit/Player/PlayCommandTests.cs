using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Couplet.Player;
using Couplet.Player.Scenarios;

namespace Couplet.Tests.Player;

public class PlayCommandTests
{
    [Fact]
    public async Task The_scenarios_of_this_project_can_be_read()
    {
        var (code, output) = await Run(new PlayOptions { Paths = [Beside("../../Scenarios")], Check = true });

        Assert.EndsWith("scripts can be read", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(PlayCommand.Passed, code);
    }

    [Fact]
    public void Scenarios_begin_with_a_title()
        => Assert.All(Directory.GetFiles(Beside("../../Scenarios"), "*.scs", SearchOption.AllDirectories),
            file => Assert.StartsWith("# ", File.ReadLines(file).First(), StringComparison.Ordinal));

    [Fact]
    public void A_script_with_foreign_line_ends_and_mixed_white_space_is_read()
    {
        var bytes = File.ReadAllBytes(Beside("Data/crlf.scs"));
        Assert.Contains((byte)'\r', bytes);

        var scenario = Scenario.Load(Beside("Data/crlf.scs"));

        Assert.Equal("Windows", scenario.Title);
        Assert.Equal("hello", scenario.Actions[1].Body!.FirstChild!.Text.Trim());
    }

    [Fact]
    public async Task A_script_that_cannot_be_read_stops_everything()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "[Client] A\njid: a@b\n---\nA dances\n");
        try
        {
            var (code, output) = await Run(new PlayOptions { Paths = [Beside("Data/crlf.scs"), file], Port = ClosedPort() });

            Assert.Equal(PlayCommand.Impossible, code);
            Assert.StartsWith($"{file}:4:3: 'dances' is no verb", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_missing_file_is_one_sentence()
    {
        var (code, output) = await Run(new PlayOptions { Paths = ["no/such/file.scs"] });

        Assert.Equal(PlayCommand.Impossible, code);
        Assert.Equal("no/such/file.scs: there is no such file or folder.", output.TrimEnd());
    }

    [Fact]
    public async Task A_missing_server_is_one_sentence()
    {
        var port = ClosedPort();

        var (code, output) = await Run(new PlayOptions { Paths = [Beside("Data/crlf.scs")], Host = "127.0.0.1", Port = port });

        Assert.Equal(PlayCommand.Impossible, code);
        Assert.StartsWith($"No XMPP server answers at 127.0.0.1:{port}: ", output, StringComparison.Ordinal);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int Code, string Output)> Run(PlayOptions options)
    {
        using var output = new StringWriter();
        return (await PlayCommand.RunAsync(options, output, CancellationToken.None), output.ToString());
    }

    private static string Beside(string path, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, path));
}
