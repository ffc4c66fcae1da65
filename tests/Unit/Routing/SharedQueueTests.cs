using Couplet.Server.Routing;

namespace Couplet.Tests.Routing;

/// <summary>A queue that many fill.</summary>
public sealed class SharedQueueTests
{
    [Fact]
    public void Items_come_out_in_order()
    {
        var queue = new SharedQueue<int>();
        for (var i = 0; i < 100; i++) queue.Enqueue(i);
        Assert.Equal(100, queue.Count);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(queue.TryPeek(out var first));
            Assert.Equal(i, first);
            Assert.True(queue.TryDequeue(out var item));
            Assert.Equal(i, item);
        }
        Assert.True(queue.IsEmpty);
        Assert.False(queue.TryPeek(out _));
        Assert.False(queue.TryDequeue(out _));
    }

    [Fact]
    public void What_was_taken_out_is_let_go()
    {
        var queue = new SharedQueue<object>();
        var item = Enqueue(queue);
        GC.Collect();
        Assert.False(item.TryGetTarget(out _));
    }

    // Apart, so that nothing on the stack holds the item.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<object> Enqueue(SharedQueue<object> queue)
    {
        var item = new object();
        queue.Enqueue(item);
        queue.TryPeek(out _);
        queue.TryDequeue(out _);
        return new WeakReference<object>(item);
    }

    [Fact]
    public void Many_may_fill_it_at_once()
    {
        var queue = new SharedQueue<(int Writer, int Number)>();
        Parallel.For(0, 4, writer =>
        {
            for (var i = 0; i < 1_000; i++) queue.Enqueue((writer, i));
        });
        var next = new int[4];
        while (queue.TryDequeue(out var item)) Assert.Equal(next[item.Writer]++, item.Number);
        Assert.All(next, count => Assert.Equal(1_000, count));
    }
}
