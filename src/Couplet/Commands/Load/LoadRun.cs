using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>One run: log in, enter, talk, measure, wait for what is under way, count.</summary>
internal sealed class LoadRun(LoadSettings settings, LoadProgress progress)
{
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly LoadTally _tally = new();

    /// <summary>Runs.</summary>
    /// <exception cref="LoadException">The server refused something without which the run makes no sense.</exception>
    /// <exception cref="Couplet.Player.Running.ConnectException">Nobody answers, or a login was refused.</exception>
    internal async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        var memory = ServerProcess.ResidentBytes(settings.Pids);
        var crowd = new Crowd(settings, _tally);
        await using (crowd.ConfigureAwait(false))
        {
            var logins = new LoadMeasurement(settings, _tally);
            var loginSeconds = await progress.DuringAsync("logins", () => $"{_tally.Logins.Count} of {crowd.Count}", crowd.ConnectAsync(cancellation)).ConfigureAwait(false);
            var result = new LoadResult
            {
                Mode = settings.Mode.ToString().ToLowerInvariant(),
                Server = $"{settings.Host}:{settings.Port}",
                Connections = crowd.Count,
                LoginSeconds = loginSeconds,
                Lost = 0,
                OutOfOrder = 0,
                Errors = 0,
                ErrorSamples = [],
            };
            result = settings.Mode switch
            {
                LoadMode.Login => logins.Close(result, memory),
                LoadMode.Idle => await IdleAsync(result, crowd, memory, cancellation).ConfigureAwait(false),
                LoadMode.Chat => await TalkAsync(result, new ChatTraffic(settings, crowd, _tally), memory, cancellation).ConfigureAwait(false),
                _ => await TalkAsync(result, new RoomTraffic(settings, crowd, _tally), memory, cancellation).ConfigureAwait(false),
            };
            return result with
            {
                Logins = Percentiles.Of(_tally.Logins),
                Joins = Percentiles.Of(_tally.Joins),
                Latency = Percentiles.Of(_tally.Latency),
                Own = Percentiles.Of(_tally.Own),
                Sent = _tally.Sent,
                Delivered = _tally.Delivered,
                OutOfOrder = _tally.OutOfOrder,
                Errors = _tally.Errors,
                ErrorSamples = [.. _tally.Samples],
            };
        }
    }

    private async Task<LoadResult> IdleAsync(LoadResult result, Crowd crowd, long memory, CancellationToken cancellation)
    {
        var measurement = new LoadMeasurement(settings, _tally);
        await progress.DuringAsync("idle", () => $"{crowd.Count} connections", Task.Delay(TimeSpan.FromSeconds(settings.Seconds), cancellation)).ConfigureAwait(false);
        result = measurement.Close(result, memory);
        await progress.DuringAsync("asking who is there", () => "", crowd.PingAllAsync(cancellation)).ConfigureAwait(false);
        return result;
    }

    private async Task<LoadResult> TalkAsync(LoadResult result, Traffic traffic, long memory, CancellationToken cancellation)
    {
        var joinSeconds = await progress.DuringAsync("joins", () => $"{_tally.Joins.Count}", traffic.PrepareAsync(cancellation)).ConfigureAwait(false);
        var talking = traffic.StartAsync(cancellation);
        await progress.DuringAsync("warming up", Rate(), Task.Delay(TimeSpan.FromSeconds(settings.Warmup), cancellation)).ConfigureAwait(false);
        var measurement = new LoadMeasurement(settings, _tally);
        _tally.Measuring = true;
        await progress.DuringAsync("measuring", Rate(), Task.Delay(TimeSpan.FromSeconds(settings.Seconds), cancellation)).ConfigureAwait(false);
        _tally.Measuring = false;
        result = measurement.Close(result, memory);
        traffic.Stop();
        await talking.ConfigureAwait(false);
        await progress.DuringAsync("waiting for the rest", () => $"{traffic.Expected - _tally.Delivered}", DrainAsync(traffic, cancellation)).ConfigureAwait(false);
        return result with { JoinSeconds = settings.Mode == LoadMode.Rooms ? joinSeconds : 0, Lost = traffic.Expected - _tally.Delivered };
    }

    private async Task DrainAsync(Traffic traffic, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var (last, since) = (_tally.Delivered, start);
        while (_tally.Delivered != traffic.Expected && Stopwatch.GetElapsedTime(start) < s_longestDrain && Stopwatch.GetElapsedTime(since) < settings.Silence)
        {
            await Task.Delay(s_look, cancellation).ConfigureAwait(false);
            if (_tally.Delivered != last) (last, since) = (_tally.Delivered, Stopwatch.GetTimestamp());
        }
        // A stranger's copy may still come: what is too much is wrong too.
        await Task.Delay(s_look, cancellation).ConfigureAwait(false);
    }

    private Func<string> Rate()
    {
        var (last, at) = (_tally.Delivered, Stopwatch.GetTimestamp());
        return () =>
        {
            var (now, delivered) = (Stopwatch.GetTimestamp(), _tally.Delivered);
            var rate = (delivered - last) / Stopwatch.GetElapsedTime(at, now).TotalSeconds;
            (last, at) = (delivered, now);
            return FormattableString.Invariant($"{rate:N0} deliveries/s, p99 {_tally.Latency.Percentile(0.99).TotalMilliseconds:0.0} ms, {_tally.Errors} errors");
        };
    }
}
