using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Couplet.Commands.Torture;

/// <summary>This very program as a server in a process of its own, which can be killed.</summary>
/// <param name="settings">Where its data is kept.</param>
/// <param name="folder">Its data folder.</param>
/// <param name="diskBlocks">The size, in units of 512 bytes, beyond which no file of it grows: a disk that is full. Null for no such limit.</param>
internal sealed partial class ServerUnderTorture(TortureSettings settings, string folder, int? diskBlocks = null) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private Process? _process;
    private volatile int _port;

    /// <summary>Where it listens; 0 while it is dead.</summary>
    internal int Port => _port;

    /// <summary>Starts the process and does not wait for it.</summary>
    internal void Launch()
    {
        var start = new ProcessStartInfo(diskBlocks is null ? Environment.ProcessPath! : "/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (diskBlocks is { } blocks)
        {
            // The runtime's own large files would meet the limit as well.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
            start.Environment["DOTNET_EnableDiagnostics"] = "0";
            foreach (var argument in (string[])["-c", $"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"", "sh", Environment.ProcessPath!]) start.ArgumentList.Add(argument);
        }
        // Run as "dotnet couplet.dll", the process is not the program.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ServerUnderTorture).Assembly.Location);
        foreach (var argument in (string[])["serve", "--dev", "--data", folder, "--port", "0", "--ScramIterations=4096"]) start.ArgumentList.Add(argument);
        if (settings.Postgres is { } connection)
        {
            start.ArgumentList.Add("--Storage:Kind=Postgres");
            start.ArgumentList.Add($"--Storage:Connection={connection}");
        }
        _process = Process.Start(start) ?? throw new IOException("The server could not be started.");
    }

    /// <summary>Waits until the server listens.</summary>
    /// <exception cref="IOException">It ended instead; the message has its last words.</exception>
    internal async Task ReadyAsync(CancellationToken cancellation)
    {
        var process = _process!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false) is { } line)
        {
            if (ReadyLine().Match(line) is not { Success: true } ready) continue;
            // Nobody may wait for somebody to read what it says.
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            _port = int.Parse(ready.Groups[1].Value, CultureInfo.InvariantCulture);
            return;
        }
        throw new IOException("The server did not start: " + (await process.StandardError.ReadToEndAsync(patience.Token).ConfigureAwait(false)).Trim());
    }

    /// <summary>SIGKILL: no farewell, nothing flushed.</summary>
    internal async Task KillAsync()
    {
        _port = 0;
        if (_process is not { } process) return;
        process.Kill();
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync().ConfigureAwait(false);

    [GeneratedRegex(@"^couplet ready: \S*?:(\d+)[ /]")]
    private static partial Regex ReadyLine();
}
