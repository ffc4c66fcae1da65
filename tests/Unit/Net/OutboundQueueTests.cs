using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Net;
using Couplet.Server.Routing;

namespace Couplet.Tests.Net;

public sealed class OutboundQueueTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static EncodedStanza Stanza(int id) => EncodedStanza.Of(new Message(new StanzaHeader(default, default, id.ToString(CultureInfo.InvariantCulture)), MessageType.Normal));

    [Fact]
    public async Task What_waits_for_a_flush_leaves_in_one_more()
    {
        var sink = new HeldSink();
        var queue = new OutboundQueue(1_000_000);
        queue.Attach(sink);
        queue.Enqueue(Stanza(0), default);
        await sink.Flushing.WaitAsync(s_patience);
        for (var i = 1; i <= 100; i++) queue.Enqueue(Stanza(i), default);
        sink.LetGo();
        Assert.True(await queue.ReleaseAsync(s_patience));
        Assert.Equal([1, 100], sink.Batches);
        Assert.Equal(0, queue.Bytes);
    }

    [Fact]
    public async Task How_much_was_handled_is_said_as_it_is_when_it_is_sent()
    {
        var handled = 1u;
        var queue = new OutboundQueue(1_000_000);
        queue.Enqueue(new HandledAnswer(() => handled));
        handled = 2;
        var sink = new HeldSink();
        queue.Attach(sink);
        sink.LetGo();
        Assert.True(await queue.ReleaseAsync(s_patience));
        Assert.Equal(["<a xmlns='urn:xmpp:sm:3' h='2'/>"], sink.Elements);
        Assert.Equal(0, queue.Bytes);
    }

    [Fact]
    public async Task Many_threads_lose_nothing_and_keep_their_order()
    {
        var sink = new HeldSink();
        sink.LetGo();
        var queue = new OutboundQueue(long.MaxValue);
        queue.Attach(sink);
        var to = Jid.Parse("a@b");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++) queue.Enqueue(Stanza((t * 10_000) + i), to);
        }))).WaitAsync(s_patience);
        Assert.True(await queue.ReleaseAsync(s_patience));
        Assert.Equal(40_000, sink.Ids.Count);
        foreach (var own in sink.Ids.GroupBy(id => id / 10_000)) Assert.Equal(own.Order(), own);
    }

    [Fact]
    public async Task Too_much_is_reported_once_and_a_closed_queue_takes_nothing()
    {
        var overflows = 0;
        var sink = new HeldSink();
        var queue = new OutboundQueue(1_000) { Overflowed = () => overflows++ };
        queue.Attach(sink);
        for (var i = 0; i < 200; i++) queue.Enqueue(Stanza(i), default);
        Assert.Equal(1, overflows);
        queue.Close();
        Assert.False(queue.Enqueue(Stanza(1), default));
        sink.LetGo();
        await queue.DetachAsync(s_patience);
    }

    [Fact]
    public async Task A_sink_that_fails_is_let_go()
    {
        var sink = new HeldSink { IsGone = true };
        sink.LetGo();
        var queue = new OutboundQueue(1_000);
        queue.Attach(sink);
        queue.Enqueue(Stanza(1), default);
        Assert.False(await queue.ReleaseAsync(s_patience));
    }

    [Fact]
    public async Task A_batch_leaves_in_one_write_although_the_drain_is_at_work()
    {
        var sink = new HeldSink();
        var queue = new OutboundQueue(1_000_000);
        queue.Attach(sink);
        queue.BeginBatch();
        queue.BeginBatch();
        for (var i = 0; i < 10; i++)
        {
            queue.Enqueue(Stanza(i), default);
            // Another drain, after each item.
            ((ITurnItem)queue).Run();
        }
        queue.EndBatch();
        ((ITurnItem)queue).Run();
        Assert.Empty(sink.Ids);
        sink.LetGo();
        queue.EndBatch();
        Assert.True(await queue.ReleaseAsync(s_patience));
        Assert.Equal([10], sink.Batches);
    }

    [Fact]
    public void What_is_left_in_a_closed_queue_can_be_taken_in_the_middle_of_a_batch()
    {
        var queue = new OutboundQueue(1_000_000);
        queue.BeginBatch();
        queue.Enqueue(Stanza(1), default);
        queue.Close();
        Assert.Single(queue.TakeRest());
        queue.EndBatch();
        Assert.Empty(queue.TakeRest());
    }

    private sealed class HeldSink : IOutboundSink
    {
        private readonly TaskCompletionSource _flushing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _written;

        internal List<int> Batches { get; } = [];

        internal List<int> Ids { get; } = [];

        internal List<string> Elements { get; } = [];

        internal Task Flushing => _flushing.Task;

        internal bool IsGone { get; init; }

        internal void LetGo() => _go.TrySetResult();

        public void Write(EncodedStanza stanza, Jid to)
        {
            if (IsGone) throw new InvalidOperationException("The writer is completed.");
            _written++;
            Ids.Add(int.Parse(stanza.Stanza.Id!, CultureInfo.InvariantCulture));
        }

        public void Write(ReadOnlySpan<byte> element)
        {
            _written++;
            Elements.Add(System.Text.Encoding.UTF8.GetString(element));
        }

        public async ValueTask<bool> FlushAsync()
        {
            if (_written > 0) Batches.Add(_written);
            _written = 0;
            _flushing.TrySetResult();
            await _go.Task;
            return true;
        }
    }
}
