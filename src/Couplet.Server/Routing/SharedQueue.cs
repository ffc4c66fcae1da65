namespace Couplet.Server.Routing;

/// <summary>
/// A queue that many threads fill and one empties. It takes no memory to speak of while nothing waits in it, and holds on to nothing that
/// was taken out. Its own lock is itself: there are two for each connection. (A <see cref="System.Collections.Concurrent.ConcurrentQueue{T}"/> that is peeked into does, for 32 items a queue.)
/// </summary>
internal sealed class SharedQueue<T>
{
    // A power of two, as every size after it.
    private const int FirstSize = 8;
    private const int MostKept = 32;

    // Nearly all queues are empty at any moment, and fill for as long as a thread takes to get to them: a few rings go round.
    [ThreadStatic]
    private static T[]? s_spare;

    private T[]? _ring;
    private int _first;
    private int _count;
    private int _batches;
    private int _hidden;

    /// <summary>The number of items that wait.</summary>
    internal int Count
    {
        get
        {
            lock (this) return _count;
        }
    }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => Count == 0;

    /// <summary>Puts an item in at the end.</summary>
    internal void Enqueue(in T item)
    {
        lock (this)
        {
            var ring = _ring;
            if (ring is null || _count == ring.Length) ring = Grow();
            ring[(_first + _count++) & (ring.Length - 1)] = item;
            if (_batches > 0) _hidden++;
        }
    }

    /// <summary>What is put in from now on cannot be taken out before as many <see cref="EndBatch"/> have come as these: all of it appears at once.</summary>
    internal void BeginBatch()
    {
        lock (this) _batches++;
    }

    /// <summary>What was put in since <see cref="BeginBatch"/> may be taken out.</summary>
    internal void EndBatch()
    {
        lock (this)
            if (--_batches == 0) _hidden = 0;
    }

    /// <summary>Lets even that be taken out whose batch has not ended.</summary>
    internal void Reveal()
    {
        lock (this) _hidden = 0;
    }

    /// <summary>The first item, if there is one; it stays.</summary>
    internal bool TryPeek(out T item)
    {
        lock (this)
        {
            var isThere = _count > _hidden;
            item = isThere ? _ring![_first] : default!;
            return isThere;
        }
    }

    /// <summary>Takes the first item out, if there is one.</summary>
    internal bool TryDequeue(out T item)
    {
        lock (this)
        {
            if (_count == _hidden)
            {
                item = default!;
                return false;
            }
            var ring = _ring!;
            item = ring[_first];
            ring[_first] = default!;
            _first = (_first + 1) & (ring.Length - 1);
            if (--_count > 0) return true;
            if (ring.Length <= MostKept) s_spare = ring;
            _ring = null;
            return true;
        }
    }

    /// <summary>What waits now.</summary>
    internal T[] ToArray()
    {
        lock (this)
        {
            var items = new T[_count];
            for (var i = 0; i < items.Length; i++) items[i] = _ring![(_first + i) & (_ring.Length - 1)];
            return items;
        }
    }

    private T[] Grow()
    {
        if (_ring is not { } full)
        {
            var spare = s_spare;
            s_spare = null;
            _first = 0;
            return _ring = spare ?? new T[FirstSize];
        }
        var ring = new T[full.Length * 2];
        for (var i = 0; i < _count; i++) ring[i] = full[(_first + i) & (full.Length - 1)];
        _first = 0;
        return _ring = ring;
    }
}
