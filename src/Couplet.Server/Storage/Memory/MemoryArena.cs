namespace Couplet.Server.Storage.Memory;

/// <summary>
/// The bytes of all streams' events, in large pieces. When there are more than the capacity, the streams give up what they have in the
/// oldest piece: what may go goes, the rest is written again. Pieces have numbers, so that no stream holds a reference for each of its
/// events: the collector would look at all of them, each time.
/// </summary>
internal sealed class MemoryArena(long capacity)
{
    private const int PieceSize = 256 * 1024;

    private readonly List<Piece> _pieces = []; // in the order of their numbers
    private readonly Dictionary<string, int> _typeNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _types = [];
    private string? _lastType;
    private int _lastNumber;
    private Piece? _newest;
    private int _firstNumber = 1;
    private long _size;
    private byte[]? _spare;
    private bool _giving;

    /// <summary>The types of events by number.</summary>
    internal IReadOnlyList<string> Types => _types;

    /// <summary>Stores an event.</summary>
    /// <returns>Where it is.</returns>
    internal MemoryPlace Store(MemoryStream owner, LogEvent item)
    {
        var type = NumberOf(item.Type);
        // How many bytes the texts take is looked at only where a piece ends.
        if (_newest is not { } piece || (piece.Left < MemoryRecord.MostBytes(item) && piece.Left < MemoryRecord.SizeOf(item)))
            piece = Add(Math.Max(MemoryRecord.SizeOf(item), PieceSize));
        var size = MemoryRecord.Write(piece.Bytes.AsSpan(piece.Used), item, type);
        var place = new MemoryPlace(piece.Number, piece.Used, size);
        piece.Used += size;
        if (owner.LastPiece != piece.Number) piece.Owners.Add(owner);
        owner.LastPiece = piece.Number;
        return place;
    }

    /// <summary>What is there.</summary>
    internal ReadOnlySpan<byte> Bytes(MemoryPlace place) => _pieces[place.Piece - _firstNumber].Bytes.AsSpan(place.Start, place.Length);

    private int NumberOf(string type)
    {
        // Nearly always the same text.
        if (ReferenceEquals(type, _lastType)) return _lastNumber;
        if (!_typeNumbers.TryGetValue(type, out var number))
        {
            _typeNumbers.Add(type, number = _types.Count);
            _types.Add(type);
        }
        (_lastType, _lastNumber) = (type, number);
        return number;
    }

    private Piece Add(int size)
    {
        if (_size + size > capacity && !_giving && _pieces.Count > 2) GiveUp(_pieces[0]);
        // Memory that was written to before is cheaper than new memory.
        var bytes = size == PieceSize && _spare is { } spare ? spare : GC.AllocateUninitializedArray<byte>(size);
        if (ReferenceEquals(bytes, _spare)) _spare = null;
        _newest = new Piece(_firstNumber + _pieces.Count, bytes);
        _pieces.Add(_newest);
        _size += size;
        return _newest;
    }

    private void GiveUp(Piece oldest)
    {
        _giving = true;
        foreach (var owner in oldest.Owners) owner.GiveUp(oldest.Number);
        _giving = false;
        _pieces.RemoveAt(0);
        _firstNumber++;
        _size -= oldest.Bytes.Length;
        if (oldest.Bytes.Length == PieceSize) _spare = oldest.Bytes;
    }

    // A stretch of memory that fills from its beginning; it is given up as a whole.
    private sealed class Piece(int number, byte[] bytes)
    {
        internal int Number { get; } = number;

        internal byte[] Bytes { get; } = bytes;

        internal int Used { get; set; }

        internal int Left => Bytes.Length - Used;

        /// <summary>Who has something in it, or had.</summary>
        internal List<MemoryStream> Owners { get; } = [];
    }
}

/// <summary>Where an event is: the number of a piece, and the bytes of it.</summary>
internal readonly record struct MemoryPlace(int Piece, int Start, int Length);
