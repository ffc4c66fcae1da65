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

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_ring_goes_round_with_some_in_it(int waiting)
    {
        var queue = new SharedQueue<int>();
        for (var i = 0; i < waiting; i++) queue.Enqueue(i);
        for (var i = waiting; i < 200; i++)
        {
            Assert.True(queue.TryDequeue(out var item));
            Assert.Equal(i - waiting, item);
            queue.Enqueue(i);
            Assert.Equal(waiting, queue.Count);
            Assert.Equal(Enumerable.Range(i - waiting + 1, waiting), queue.ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void It_grows_wherever_its_first_item_is(int taken)
    {
        var queue = new SharedQueue<int>();
        for (var i = 0; i < 8; i++) queue.Enqueue(i);
        for (var i = 0; i < taken; i++) Assert.True(queue.TryDequeue(out _));
        for (var i = 8; i < 100; i++) queue.Enqueue(i);

        Assert.Equal(Enumerable.Range(taken, 100 - taken), queue.ToArray());
        for (var i = taken; i < 100; i++)
        {
            Assert.True(queue.TryDequeue(out var item));
            Assert.Equal(i, item);
        }
        Assert.True(queue.IsEmpty);
        Assert.Empty(queue.ToArray());
    }

    [Fact]
    public void Two_that_empty_and_fill_by_turns_do_not_share_what_is_in_them()
    {
        var (one, other) = (new SharedQueue<int>(), new SharedQueue<int>());
        for (var i = 0; i < 50; i++)
        {
            one.Enqueue(i);
            Assert.True(one.TryDequeue(out _));
            other.Enqueue(-i);
            one.Enqueue(i);
            Assert.True(other.TryDequeue(out var mine));
            Assert.Equal(-i, mine);
            Assert.True(one.TryDequeue(out var item));
            Assert.Equal(i, item);
        }
    }

    [Fact]
    public async Task Nothing_is_lost_between_those_who_fill_it_and_the_one_who_empties_it()
    {
        const int Writers = 4, Each = 5_000;
        var queue = new SharedQueue<(int Writer, int Number)>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) queue.Enqueue((writer, i));
        })));
        var next = new int[Writers];
        // What is there when all have written is taken out by the last round.
        for (var isOver = false; !isOver;)
        {
            isOver = writing.IsCompleted;
            while (queue.TryDequeue(out var item)) Assert.Equal(next[item.Writer]++, item.Number);
        }
        await writing;
        Assert.All(next, count => Assert.Equal(Each, count));
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
