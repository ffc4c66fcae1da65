using System.Buffers;

namespace Couplet.Protocol.Xml;

/// <summary>The beginning of a token that is not complete, in one piece. Holds a rented buffer only while there is something in it.</summary>
internal sealed class PendingBytes
{
    private byte[] _buffer = [];

    internal int Length { get; private set; }

    internal bool IsEmpty => Length == 0;

    /// <summary>
    /// Appends from the front of <paramref name="bytes"/> and answers with everything. Not more is taken at once than there is already
    /// (or a kilobyte): the token may end soon, and what is copied behind its end is copied in vain.
    /// </summary>
    internal ReadOnlySpan<byte> Append(ReadOnlySpan<byte> bytes, bool all = false)
    {
        if (!all) bytes = bytes[..Math.Min(bytes.Length, Math.Max(1024, Length))];
        if (Length + bytes.Length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + bytes.Length, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
        return _buffer.AsSpan(0, Length);
    }

    /// <summary>Forgets the bytes and gives the buffer back.</summary>
    internal void Clear()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        Length = 0;
    }

    /// <summary>The first bytes of the sequence, which is moved over empty segments; empty only if the sequence is.</summary>
    internal static ReadOnlySpan<byte> FirstSegment(ref ReadOnlySequence<byte> input)
    {
        while (input.FirstSpan.IsEmpty && !input.IsSingleSegment)
        {
            var next = input.Start;
            input.TryGet(ref next, out _);
            input = input.Slice(next);
        }
        return input.FirstSpan;
    }
}
