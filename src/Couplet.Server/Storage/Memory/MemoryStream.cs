using System.Runtime.InteropServices;

namespace Couplet.Server.Storage.Memory;

/// <summary>One stream: where its events are, and which of them are in the archive.</summary>
internal sealed class MemoryStream(StreamId id, MemoryArena arena)
{
    private readonly List<Slot> _slots = [];
    private readonly Dictionary<long, long> _sequences = []; // by the hash of the archive's id
    private long _first = 1;

    internal StreamId Id { get; } = id;

    internal Snapshot? Snapshot { get; set; }

    /// <summary>Where the arena has put the stream's newest event.</summary>
    internal MemoryArena.Piece? LastPiece { get; set; }

    /// <summary>The number of the oldest event that is left; only the oldest ever go, so the numbers stay dense.</summary>
    internal long FirstSequence => _first;

    /// <summary>The number of the newest event, also when it is gone.</summary>
    internal long LastSequence => _slots.Count > 0 ? _first + _slots.Count - 1 : Math.Max(_first - 1, Snapshot?.Sequence ?? 0);

    internal void Add(LogEvent item)
    {
        if (_slots.Count == 0) _first = item.Sequence;
        _slots.Add(new Slot(arena.Store(this, item), item.Archive is not null, item.Archive is not null));
        if (item.Archive is { } entry) _sequences.TryAdd(Hash(entry.Id), item.Sequence);
    }

    /// <summary>The number of the message with this id in the archive, or null.</summary>
    internal long? Find(string id)
    {
        if (!_sequences.TryGetValue(Hash(id), out var sequence)) return null;
        if (Has(sequence, id)) return sequence;
        // Two ids with one hash, once in a very long while.
        for (sequence = _first; sequence <= LastSequence; sequence++)
            if (Has(sequence, id)) return sequence;
        return null;
    }

    /// <summary>The numbers of the messages in the archive, in order.</summary>
    internal IReadOnlyList<long> Messages()
    {
        var messages = new List<long>();
        for (var i = 0; i < _slots.Count; i++)
            if (_slots[i].IsListed) messages.Add(_first + i);
        return messages;
    }

    /// <summary>Whether any event is left.</summary>
    internal bool HasEvents => _slots.Count > 0;

    /// <summary>Whether an event is in the archive.</summary>
    internal bool IsListed(long sequence) => sequence >= _first && sequence <= LastSequence && _slots[(int)(sequence - _first)].IsListed;

    /// <summary>An event as it is stored.</summary>
    internal MemoryRecord Record(long sequence) => new(At(sequence).Place.Bytes.Span);

    /// <summary>An event.</summary>
    internal LogEvent Read(long sequence)
        => MemoryRecord.Read(At(sequence).Place.Bytes, Id, sequence, arena.Types, At(sequence).IsListed);

    /// <summary>Puts another event in the place of one that is in the archive.</summary>
    internal void Replace(LogEvent item) => At(item.Sequence) = At(item.Sequence) with { Place = arena.Store(this, item) };

    /// <summary>Takes a message out of the archive; the event stays.</summary>
    internal void Unlist(long sequence)
    {
        ref var slot = ref At(sequence);
        if (!slot.IsListed) return;
        Forget(sequence);
        slot = slot with { IsListed = false };
    }

    /// <summary>Removes the events before a number.</summary>
    internal void RemoveBefore(long sequence)
    {
        var count = (int)Math.Clamp(sequence - _first, 0, _slots.Count);
        for (var i = 0; i < count; i++)
            if (_slots[i].IsListed) Forget(_first + i);
        _slots.RemoveRange(0, count);
        _first += count;
    }

    /// <summary>
    /// The arena drops a piece. What the snapshot contains goes, and so do the oldest messages of a stream that is nothing but messages; what the
    /// log still needs is written again.
    /// </summary>
    internal void GiveUp(MemoryArena.Piece piece)
    {
        var gone = 0;
        while (gone < _slots.Count && _slots[gone].Place.Piece == piece
            && (Snapshot is { } snapshot ? _first + gone <= snapshot.Sequence : _slots[gone].IsMessage)) gone++;
        RemoveBefore(_first + gone);
        for (var sequence = _first; sequence <= LastSequence; sequence++)
            if (At(sequence).Place.Piece == piece) At(sequence) = At(sequence) with { Place = arena.Store(this, WithText(sequence)) };
    }

    private LogEvent WithText(long sequence)
    {
        var item = Read(sequence);
        return item.Archive is { } entry ? item with { Archive = entry with { Text = Record(sequence).Text } } : item;
    }

    private bool Has(long sequence, string id)
        => IsListed(sequence) && Record(sequence).Id.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(id));

    private void Forget(long sequence)
    {
        var hash = Hash(System.Text.Encoding.UTF8.GetString(Record(sequence).Id));
        if (_sequences.TryGetValue(hash, out var found) && found == sequence) _sequences.Remove(hash);
    }

    private ref Slot At(long sequence) => ref CollectionsMarshal.AsSpan(_slots)[(int)(sequence - _first)];

    private static long Hash(string id)
        => ((long)string.GetHashCode(id, StringComparison.Ordinal) << 32) | (uint)string.GetHashCode(id.AsSpan(id.Length / 2), StringComparison.Ordinal);

    private readonly record struct Slot(MemoryPlace Place, bool IsMessage, bool IsListed);
}
