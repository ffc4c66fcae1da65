namespace Couplet.Server.Storage.Memory;

/// <summary>
/// The bytes of all streams' events, in large pieces. When there are more than the capacity, the streams give up what they have in the
/// oldest piece: what may go goes, the rest is written again.
/// </summary>
internal sealed class MemoryArena(long capacity)
{
    private const int PieceSize = 256 * 1024;

    private readonly Queue<Piece> _pieces = new();
    private readonly Dictionary<string, int> _typeNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _types = [];
    private string? _lastType;
    private int _lastNumber;
    private Piece? _newest;
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
        var size = MemoryRecord.SizeOf(item);
        if (_newest is not { } piece || piece.Bytes.Length - piece.Used < size) piece = Add(Math.Max(size, PieceSize));
        MemoryRecord.Write(piece.Bytes.AsSpan(piece.Used, size), item, type);
        var place = new MemoryPlace(piece, piece.Used, size);
        piece.Used += size;
        if (!ReferenceEquals(owner.LastPiece, piece)) piece.Owners.Add(owner);
        owner.LastPiece = piece;
        return place;
    }

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
        if (_size + size > capacity && !_giving && _pieces.Count > 2) GiveUp(_pieces.Dequeue());
        // Memory that was written to before is cheaper than new memory.
        var bytes = size == PieceSize && _spare is { } spare ? spare : GC.AllocateUninitializedArray<byte>(size);
        if (ReferenceEquals(bytes, _spare)) _spare = null;
        _newest = new Piece(bytes);
        _pieces.Enqueue(_newest);
        _size += size;
        return _newest;
    }

    private void GiveUp(Piece oldest)
    {
        _giving = true;
        foreach (var owner in oldest.Owners) owner.GiveUp(oldest);
        _giving = false;
        _size -= oldest.Bytes.Length;
        if (oldest.Bytes.Length == PieceSize) _spare = oldest.Bytes;
    }

    /// <summary>A stretch of memory that fills from its beginning; it is given up as a whole.</summary>
    internal sealed class Piece(byte[] bytes)
    {
        internal byte[] Bytes { get; } = bytes;

        internal int Used { get; set; }

        /// <summary>Who has something in it, or had.</summary>
        internal List<MemoryStream> Owners { get; } = [];
    }
}

/// <summary>Where an event is.</summary>
internal readonly record struct MemoryPlace(MemoryArena.Piece Piece, int Start, int Length)
{
    internal ReadOnlySpan<byte> Bytes => Piece.Bytes.AsSpan(Start, Length);
}
