using Couplet.Server.Routing;

namespace Couplet.Tests.Routing;

/// <summary>What runs where, and in which order.</summary>
public sealed class TurnTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void In_a_turn_all_is_handled_before_anything_is_sent()
    {
        // A turn that takes long gives away what waits in it, and the first one is compiled on its way.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
            var start = Environment.TickCount64;
            using (Turn.Begin())
            {
                Turn.Send(new Item(() => order.Enqueue("send 1")));
                Turn.Handle(new Item(() =>
                {
                    order.Enqueue("handle 1");
                    Turn.Send(new Item(() => order.Enqueue("send 2")));
                    Turn.Handle(new Item(() => order.Enqueue("handle 2")));
                }));
                Assert.Empty(order);
            }
            if (Environment.TickCount64 - start > 5) continue;
            Assert.Equal(["handle 1", "handle 2", "send 1", "send 2"], order);
            return;
        }
        Assert.Fail("No turn was short.");
    }

    [Fact]
    public void An_inner_turn_is_part_of_the_outer_one()
    {
        var ran = false;
        using (Turn.Begin())
        {
            using (Turn.Begin()) Turn.Handle(new Item(() => ran = true));
            Assert.False(ran);
        }
        Assert.True(ran);
    }

    [Fact]
    public async Task Outside_of_a_turn_the_thread_pool_does_it()
    {
        var done = new TaskCompletionSource();
        Turn.Handle(new Item(done.SetResult));
        await done.Task.WaitAsync(s_patience);
    }

    [Fact]
    public async Task What_goes_to_many_is_sent_by_the_thread_pool_each_once()
    {
        const int Many = 1_000;
        var sent = new int[Many];
        var count = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = Environment.CurrentManagedThreadId;
        var here = 0;
        using (Turn.Begin())
        {
            for (var i = 0; i < Many; i++)
            {
                var number = i;
                Turn.Send(new Item(() =>
                {
                    Interlocked.Increment(ref sent[number]);
                    if (Interlocked.Increment(ref count) == Many) done.SetResult();
                }));
            }
            Turn.Handle(new Item(() => here = Environment.CurrentManagedThreadId));
        }
        await done.Task.WaitAsync(s_patience);
        Assert.Equal(thread, here);
        Assert.All(sent, n => Assert.Equal(1, n));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_behind_something_long_is_left_to_other_threads(bool isTakenIn)
    {
        var handled = new TaskCompletionSource<Thread>();
        var sent = new TaskCompletionSource<Thread>();
        var thread = new Thread(() =>
        {
            using (Turn.Begin())
            {
                if (!isTakenIn) Turn.Handle(new Item(BeLong));
                Turn.Handle(new Item(() => handled.SetResult(Thread.CurrentThread)));
                Turn.Send(new Item(() => sent.SetResult(Thread.CurrentThread)));
                if (isTakenIn)
                {
                    BeLong();
                    Turn.Ease();
                }
            }
        });
        thread.Start();
        Assert.NotSame(thread, await handled.Task.WaitAsync(s_patience));
        Assert.NotSame(thread, await sent.Task.WaitAsync(s_patience));
    }

    // As long as the derivation of a key may take.
    private static void BeLong()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        SpinWait.SpinUntil(() => watch.ElapsedMilliseconds > 50);
    }

    private sealed class Item(Action action) : ITurnItem
    {
        public void Run() => action();
    }
}
