using BenchmarkDotNet.Attributes;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Bench;

/// <summary>A room's message goes to the log, durably.</summary>
[MemoryDiagnoser]
public class LogBench
{
    private const int Together = 64;

    private DirectoryInfo _folder = null!;
    private ICoupletStorage _storage = null!;
    private readonly long[] _sequence = new long[Together];

    [Params("memory", "SQLite")]
    public string Storage { get; set; } = "";

    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("couplet-bench-");
        _storage = Storage == "memory" ? new MemoryStorage() : new SqliteStorage(Path.Combine(_folder.FullName, "bench.db"));
        // Not awaited: run in its process, BenchmarkDotNet does not wait for a setup's task.
        _storage.OpenAsync().GetAwaiter().GetResult();
        Array.Clear(_sequence);
    }

    [GlobalCleanup]
    public void Close()
    {
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    [Benchmark(Description = "log: one append, waited for")]
    public async Task Append() => await AppendAsync(0);

    [Benchmark(Description = "log: one of 64 appends at once", OperationsPerInvoke = Together)]
    public Task AppendTogether() => Task.WhenAll(Enumerable.Range(0, Together).Select(i => AppendAsync(i).AsTask()));

    private ValueTask<AppendResult> AppendAsync(int room) => _storage.Log.AppendAsync(OwnerToken.Single, new[]
    {
        new LogEvent
        {
            Stream = new StreamId($"room:r{room}@conference.example.net"),
            Sequence = ++_sequence[room],
            Type = "message",
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Payload = Samples.Message,
        },
    });
}
