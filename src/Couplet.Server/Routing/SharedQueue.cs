namespace Couplet.Server.Routing;

/// <summary>
/// A queue that many threads fill and one empties. It takes no memory to speak of while nothing waits in it, and holds on to nothing that
/// was taken out. (A <see cref="System.Collections.Concurrent.ConcurrentQueue{T}"/> that is peeked into does, for 32 items a queue.)
/// </summary>
internal sealed class SharedQueue<T>
{
    private const int MostKept = 32;

    private readonly Queue<T> _items = new();

    /// <summary>The number of items that wait.</summary>
    internal int Count
    {
        get
        {
            lock (_items) return _items.Count;
        }
    }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => Count == 0;

    /// <summary>Puts an item in at the end.</summary>
    internal void Enqueue(in T item)
    {
        lock (_items) _items.Enqueue(item);
    }

    /// <summary>The first item, if there is one; it stays.</summary>
    internal bool TryPeek(out T item)
    {
        lock (_items) return _items.TryPeek(out item!);
    }

    /// <summary>Takes the first item out, if there is one.</summary>
    internal bool TryDequeue(out T item)
    {
        lock (_items)
        {
            if (!_items.TryDequeue(out item!)) return false;
            if (_items.Count == 0 && _items.Capacity > MostKept) _items.TrimExcess();
            return true;
        }
    }

    /// <summary>What waits now.</summary>
    internal T[] ToArray()
    {
        lock (_items) return [.. _items];
    }
}
