using System.Runtime.InteropServices;

namespace Couplet.Server.Storage.Memory;

/// <summary>One stream: where its events are, and which of them are in the archive.</summary>
internal sealed class MemoryStream(StreamId id, MemoryArena arena)
{
    private readonly List<Slot> _slots = []; // those before _gone are not there any more
    private readonly MemoryIds _ids = new();
    private long _first = 1;
    private int _gone;
    private bool _hasMoved; // else what is older is in an older piece, or the same

    internal StreamId Id { get; } = id;

    internal Snapshot? Snapshot { get; set; }

    /// <summary>The number of the piece where the arena has put the stream's newest event.</summary>
    internal int LastPiece { get; set; }

    /// <summary>What retention has taken.</summary>
    internal TrimmedPart Trimmed { get; private set; }

    /// <summary>The number of the oldest event that is left.</summary>
    internal long FirstSequence => _first;

    /// <summary>How many numbers there are from the oldest event to the newest; of those between, retention may have taken some.</summary>
    internal int Count => _slots.Count - _gone;

    /// <summary>The number of the newest event, also when it is gone.</summary>
    internal long LastSequence => Count > 0 ? _first + Count - 1 : Math.Max(_first - 1, Snapshot?.Sequence ?? 0);

    internal void Add(LogEvent item)
    {
        if (Count == 0) _first = item.Sequence;
        _slots.Add(new Slot(arena.Store(this, item), item.Archive is not null, item.Archive is not null));
        if (item.Archive is { } entry) _ids.Add(entry.Id);
    }

    /// <summary>The number of the message with this id in the archive, or null.</summary>
    internal long? Find(string id)
    {
        if (_ids.Find(this, id) is not { } sequence) return null;
        if (Has(sequence, id)) return sequence;
        // Two ids with one hash, once in a very long while.
        for (sequence = _first; sequence < _first + Count; sequence++)
            if (Has(sequence, id)) return sequence;
        return null;
    }

    /// <summary>The numbers of the messages in the archive, in order.</summary>
    internal IReadOnlyList<long> Messages()
    {
        var messages = new List<long>();
        for (var sequence = _first; sequence < _first + Count; sequence++)
            if (At(sequence).IsListed) messages.Add(sequence);
        return messages;
    }

    /// <summary>Whether an event is in the archive.</summary>
    internal bool IsListed(long sequence) => sequence >= _first && sequence < _first + Count && At(sequence).IsListed;

    /// <summary>An event as it is stored.</summary>
    internal MemoryRecord Record(long sequence) => new(arena.Bytes(At(sequence).Place));

    /// <summary>An event.</summary>
    internal LogEvent Read(long sequence)
        => Record(sequence).Read(Id, sequence, arena.Types, At(sequence).IsListed);

    /// <summary>Puts another event in the place of one that is in the archive.</summary>
    internal void Replace(LogEvent item) => Move(item.Sequence, item);

    /// <summary>Whether retention has taken an event.</summary>
    internal bool IsGone(long sequence) => At(sequence).Place.Length == 0;

    /// <summary>Takes away the messages up to one, and the events of a passing type among them.</summary>
    internal void Trim(long through, string? passing)
    {
        var events = 0;
        for (var sequence = Math.Max(_first, Trimmed.Through + 1); sequence <= through; sequence++)
        {
            ref var slot = ref At(sequence);
            if (slot.Place.Length == 0 || !(slot.IsListed || Read(sequence).Type == passing)) continue;
            if (slot.IsListed) _ids.Remove(sequence, new MemoryRecord(arena.Bytes(slot.Place)));
            slot = default;
            events++;
        }
        Trimmed = new TrimmedPart(through, Trimmed.Events + events);
        var kept = _first;
        while (kept < _first + Count && IsGone(kept)) kept++;
        RemoveBefore(kept);
    }

    /// <summary>Removes the events before a number.</summary>
    internal void RemoveBefore(long sequence)
    {
        var count = (int)Math.Clamp(sequence - _first, 0, Count);
        if (_ids.IsIndexed)
            for (var at = _first; at < _first + count; at++)
                if (At(at).IsListed) _ids.Remove(at, Record(at));
        _gone += count;
        _first += count;
        if (_gone < _slots.Count / 2) return;
        _slots.RemoveRange(0, _gone);
        _gone = 0;
    }

    /// <summary>
    /// The arena drops a piece. What the snapshot contains goes, and so do the oldest messages of a stream that is nothing but messages; what the
    /// log still needs is written again.
    /// </summary>
    internal void GiveUp(int piece)
    {
        var end = _first + Count;
        var kept = _first;
        var contained = Snapshot?.Sequence;
        foreach (ref readonly var slot in CollectionsMarshal.AsSpan(_slots)[_gone..])
        {
            if (slot.Place.Length != 0 && (slot.Place.Piece != piece || !(contained is { } through ? kept <= through : slot.IsMessage))) break;
            kept++;
        }
        RemoveBefore(kept);
        for (; kept < end; kept++)
        {
            if (At(kept).Place.Piece == piece) Move(kept, WithText(kept));
            else if (!_hasMoved && !IsGone(kept)) return;
        }
    }

    private void Move(long sequence, LogEvent item)
    {
        // Storing may make this stream give up a piece: where its events are is only certain afterwards.
        var place = arena.Store(this, item);
        if (sequence < _first) return;
        At(sequence) = At(sequence) with { Place = place };
        _hasMoved = true;
    }

    private LogEvent WithText(long sequence)
    {
        var item = Read(sequence);
        return item.Archive is { } entry ? item with { Archive = entry with { Text = Record(sequence).Text } } : item;
    }

    private bool Has(long sequence, string id)
        => IsListed(sequence) && Record(sequence).Id.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(id));

    private ref Slot At(long sequence) => ref CollectionsMarshal.AsSpan(_slots)[(int)(sequence - _first) + _gone];

    private readonly record struct Slot(MemoryPlace Place, bool IsMessage, bool IsListed);
}
