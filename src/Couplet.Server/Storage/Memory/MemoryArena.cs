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
    private Piece? _newest;
    private long _size;
    private bool _giving;

    /// <summary>The types of events by number.</summary>
    internal IReadOnlyList<string> Types => _types;

    /// <summary>Stores an event.</summary>
    /// <returns>Where it is.</returns>
    internal MemoryPlace Store(MemoryStream owner, LogEvent item)
    {
        if (!_typeNumbers.TryGetValue(item.Type, out var type))
        {
            _typeNumbers.Add(item.Type, type = _types.Count);
            _types.Add(item.Type);
        }
        var size = MemoryRecord.SizeOf(item);
        if (_newest is not { } piece || piece.Bytes.Length - piece.Used < size) piece = Add(Math.Max(size, PieceSize));
        MemoryRecord.Write(piece.Bytes.AsSpan(piece.Used, size), item, type);
        var place = new MemoryPlace(piece, piece.Used, size);
        piece.Used += size;
        if (!ReferenceEquals(owner.LastPiece, piece)) piece.Owners.Add(owner);
        owner.LastPiece = piece;
        return place;
    }

    private Piece Add(int size)
    {
        _newest = new Piece(size);
        _pieces.Enqueue(_newest);
        _size += size;
        if (_size > capacity && !_giving && _pieces.Count > 2) GiveUp(_pieces.Dequeue());
        return _newest;
    }

    private void GiveUp(Piece oldest)
    {
        _size -= oldest.Bytes.Length;
        _giving = true;
        foreach (var owner in oldest.Owners) owner.GiveUp(oldest);
        _giving = false;
    }

    /// <summary>A stretch of memory that fills from its beginning; it is dropped as a whole.</summary>
    internal sealed class Piece(int size)
    {
        internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size);

        internal int Used { get; set; }

        /// <summary>Who has something in it, or had.</summary>
        internal HashSet<MemoryStream> Owners { get; } = [];
    }
}

/// <summary>Where an event is.</summary>
internal readonly record struct MemoryPlace(MemoryArena.Piece Piece, int Start, int Length)
{
    internal ReadOnlyMemory<byte> Bytes => Piece.Bytes.AsMemory(Start, Length);
}
