using System.Globalization;

namespace Couplet.Commands.Load;

/// <summary>What processes of this machine have used, from Linux' <c>/proc</c>.</summary>
internal static class ServerProcess
{
    // The kernel counts in these for programs, whatever its own clock does (proc(5)).
    private const double TicksPerSecond = 100;

    /// <summary>A process that does not exist, or null.</summary>
    internal static int? Missing(IReadOnlyList<int> pids)
    {
        foreach (var pid in pids)
            if (!Directory.Exists(Folder(pid))) return pid;
        return null;
    }

    /// <summary>CPU time of all of them, user and system, in seconds. A process that has ended counts nothing.</summary>
    internal static double CpuSeconds(IReadOnlyList<int> pids)
        => pids.Sum(pid => Read(pid, "stat") is { } stat ? CpuTicks(stat) / TicksPerSecond : 0);

    /// <summary>Memory of all of them that is in RAM, in bytes.</summary>
    internal static long ResidentBytes(IReadOnlyList<int> pids)
        => pids.Sum(pid => Read(pid, "status") is { } status ? ResidentKilobytes(status) * 1024 : 0);

    /// <summary>User and system time in the line of <c>/proc/PID/stat</c>. The command's name may hold blanks and brackets.</summary>
    internal static long CpuTicks(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    /// <summary>The line <c>VmRSS</c> of <c>/proc/PID/status</c>; 0 for a process that has none (any more).</summary>
    internal static long ResidentKilobytes(string status)
    {
        var line = status.Split('\n').FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(Folder(pid), file));
        }
        catch (IOException)
        {
            return null; // it ended just now
        }
    }

    private static string Folder(int pid) => "/proc/" + pid.ToString(CultureInfo.InvariantCulture);
}
