using BenchmarkDotNet.Attributes;
using Couplet.Server.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Couplet.Bench;

/// <summary>One entity hands items to another.</summary>
[MemoryDiagnoser]
public class MailboxBench
{
    private const int Count = 10_000;

    private readonly Counter _entity = new();

    [Benchmark(Description = "mailbox: one item in and out", OperationsPerInvoke = Count)]
    public Task Post()
    {
        var done = _entity.Expect(Count);
        for (var i = 0; i < Count; i++) _entity.Post(new Work(null));
        return done;
    }

    [Benchmark(Description = "mailbox: one item there and back", OperationsPerInvoke = Count)]
    public async Task RoundTrip()
    {
        for (var i = 0; i < Count; i++)
        {
            var done = _entity.Expect(1);
            _entity.Post(new Work(null));
            await done;
        }
    }

    private sealed class Counter() : Entity(NullLogger.Instance)
    {
        private TaskCompletionSource _done = new();
        private int _left;

        internal Task Expect(int count)
        {
            _left = count;
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _done.Task;
        }

        protected override ValueTask HandleAsync(Work work)
        {
            if (--_left == 0) _done.SetResult();
            return default;
        }

        protected override void Failed(in Work work, Exception exception) => _done.TrySetException(exception);
    }
}
