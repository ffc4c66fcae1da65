using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>The counters at two moments.</summary>
internal sealed class LoadMeasurement
{
    private readonly LoadSettings _settings;
    private readonly LoadTally _tally;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _sent;
    private readonly long _delivered;
    private readonly double _cpu;
    private readonly TimeSpan _ownCpu;

    internal LoadMeasurement(LoadSettings settings, LoadTally tally)
    {
        _settings = settings;
        _tally = tally;
        (_sent, _delivered, _cpu, _ownCpu) = (tally.Sent, tally.Delivered, ServerProcess.CpuSeconds(settings.Pids), Environment.CpuUsage.TotalTime);
    }

    /// <summary>Puts what has happened since into the result.</summary>
    /// <param name="result">The result so far.</param>
    /// <param name="memoryBefore">The server's memory before the first login.</param>
    internal LoadResult Close(LoadResult result, long memoryBefore)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var (sent, delivered) = (_tally.Sent - _sent, _tally.Delivered - _delivered);
        var done = delivered > 0 ? delivered : _settings.Mode == LoadMode.Login ? _tally.Logins.Count : 0;
        return result with
        {
            Seconds = Round(seconds),
            SentPerSecond = Round(sent / seconds),
            DeliveredPerSecond = Round(delivered / seconds),
            OwnCpuSeconds = Round((Environment.CpuUsage.TotalTime - _ownCpu).TotalSeconds),
            ServerUse = _settings.Pids.Count == 0 ? null : Use(done, memoryBefore),
        };
    }

    private ServerUse Use(long done, long memoryBefore)
    {
        var cpu = ServerProcess.CpuSeconds(_settings.Pids) - _cpu;
        var memory = ServerProcess.ResidentBytes(_settings.Pids);
        return new ServerUse(Round(cpu), done > 0 ? Round(cpu * 1000 / done) : null, memoryBefore, memory,
            _settings.Mode is LoadMode.Login or LoadMode.Idle ? (memory - memoryBefore) / _settings.Connections : null);
    }

    private static double Round(double value) => Math.Round(value, 6);
}
