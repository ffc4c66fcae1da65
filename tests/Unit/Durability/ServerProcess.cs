using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Couplet.Commands.Torture;

namespace Couplet.Tests.Durability;

/// <summary>The real program in a process of its own.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Port { get; private set; }

    public static async Task<ServerProcess> StartAsync(string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(ServerUnderTorture).Assembly.Location, "serve", "--dev", "--data", folder, "--port", "0", "--ScramIterations=4096"])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        using var patience = new CancellationTokenSource(s_patience);
        while (await server._process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Ready().Match(line) is not { Success: true } ready) continue;
            _ = server._process.StandardOutput.ReadToEndAsync();
            server.Port = int.Parse(ready.Groups[1].Value, CultureInfo.InvariantCulture);
            return server;
        }
        throw new IOException("The server did not start: " + await server._errors);
    }

    /// <summary>What of it is in memory, in bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"^couplet ready: \S*?:(\d+)[ /]")]
    private static partial Regex Ready();
}
