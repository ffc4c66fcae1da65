namespace Couplet.Server.Routing;

/// <summary>
/// What one thread does between two waits: what came in is handled where it was read, and what comes of it is sent, without handing
/// either to another thread. First all is handled, then all is sent, so that what belongs together leaves in one write.
/// Whoever is at work already on another thread is not waited for.
/// </summary>
internal sealed class Turn
{
    private const int MostHandled = 64;

    // What a room says to many is work for all cores; and by the time another thread gets to it, there is more to be sent in the same write.
    private const int MostSent = 8;
    private const int BatchSize = 32;

    // In milliseconds. What waits in a turn is nobody else's to do: beyond this, other threads do it.
    private const long Longest = 10;

    [ThreadStatic]
    private static Turn? s_own;

    private readonly Queue<ITurnItem> _handling = new();
    private readonly Queue<ITurnItem> _sending = new();
    private int _depth;
    private long _began;

    /// <summary>Begins a turn on this thread, or joins the one it has. The result is to be disposed of on the same thread, before anything is awaited.</summary>
    internal static Scope Begin()
    {
        var turn = s_own ??= new Turn();
        if (turn._depth++ == 0) turn._began = Environment.TickCount64;
        return new Scope(turn);
    }

    /// <summary>Has an item run soon: in this thread's turn, or else on the thread pool.</summary>
    internal static void Handle(ITurnItem item)
    {
        if (s_own is { _depth: > 0 } turn && turn._handling.Count < MostHandled) turn._handling.Enqueue(item);
        else ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    /// <summary>The same for an item that sends: it runs when nothing is left to be handled.</summary>
    internal static void Send(ITurnItem item)
    {
        if (s_own is { _depth: > 0 } turn) turn._sending.Enqueue(item);
        else ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    /// <summary>To be called now and then by whoever has much to do in a turn: if it has become long, what waits in it goes to other threads.</summary>
    internal static void Ease() => s_own?.GiveAwayIfLong();

    /// <summary>Whether nothing waits in this thread's turn, so that the thread may wait without anybody waiting for it.</summary>
    internal static bool IsSpent => s_own is not { _depth: > 0 } turn || (turn._handling.Count == 0 && turn._sending.Count == 0);

    private void Leave()
    {
        if (_depth == 1)
        {
            while (_handling.TryDequeue(out var item) || (_sending.Count <= MostSent && _sending.TryDequeue(out item)))
            {
                item.Run();
                GiveAwayIfLong();
            }
            GiveAwaySending();
        }
        _depth--;
    }

    private void GiveAwayIfLong()
    {
        var now = Environment.TickCount64;
        if (now - _began < Longest) return;
        _began = now;
        while (_handling.TryDequeue(out var item)) ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        GiveAwaySending();
    }

    private void GiveAwaySending()
    {
        while (_sending.Count > 0) ThreadPool.UnsafeQueueUserWorkItem(new Batch(_sending), preferLocal: false);
    }

    private sealed class Batch : IThreadPoolWorkItem
    {
        private readonly ITurnItem[] _items;

        internal Batch(Queue<ITurnItem> items)
        {
            _items = new ITurnItem[Math.Min(BatchSize, items.Count)];
            for (var i = 0; i < _items.Length; i++) _items[i] = items.Dequeue();
        }

        public void Execute()
        {
            using (Begin())
                foreach (var item in _items) item.Run();
        }
    }

    /// <summary>The time from <see cref="Begin"/> on.</summary>
    internal readonly struct Scope(Turn turn) : IDisposable
    {
        /// <summary>Runs what has come up, and ends the turn.</summary>
        public void Dispose() => turn.Leave();
    }
}

/// <summary>Work that may run in a turn; it never throws.</summary>
internal interface ITurnItem : IThreadPoolWorkItem
{
    /// <summary>Does what is to be done, as far as it can without waiting.</summary>
    void Run();

    void IThreadPoolWorkItem.Execute()
    {
        using (Turn.Begin()) Run();
    }
}
