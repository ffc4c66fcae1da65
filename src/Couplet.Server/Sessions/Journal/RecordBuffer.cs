using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// Records on their way to the file. They are put into frames: length, checksum of what follows, checksum of these two, records. A frame is
/// read whole or not at all.
/// </summary>
internal sealed class RecordBuffer : IBufferWriter<byte>
{
    /// <summary>Bytes before the records of a frame.</summary>
    internal const int HeaderLength = 12;

    private byte[] _bytes = new byte[4_096];
    private int _length;
    private int _frame;

    internal bool IsEmpty => _length == 0;

    internal int Length => _length;

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal void Clear()
    {
        _length = 0;
        // One large answer must not keep its memory for ever.
        if (_bytes.Length > 1_048_576) _bytes = new byte[4_096];
    }

    internal void BeginFrame()
    {
        _frame = _length;
        Advance(GetSpan(HeaderLength)[..HeaderLength].Length);
    }

    /// <summary>Ends the frame; an empty one leaves no trace.</summary>
    internal void EndFrame()
    {
        var content = _bytes.AsSpan(_frame + HeaderLength, _length - _frame - HeaderLength);
        if (content.IsEmpty)
        {
            _length = _frame;
            return;
        }
        var header = _bytes.AsSpan(_frame, HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(header, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum.Of(content));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum.Of(header[..8]));
    }

    internal void Kind(RecordKind kind)
    {
        GetSpan(1)[0] = (byte)kind;
        _length++;
    }

    internal void Number(long value)
    {
        var span = GetSpan(10);
        var rest = (ulong)value;
        var at = 0;
        for (; rest >= 0x80; rest >>= 7) span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        _length += at;
    }

    internal void Flag(bool value) => Number(value ? 1 : 0);

    internal void Text(string? text)
    {
        if (text is null)
        {
            Number(0);
            return;
        }
        var count = Encoding.UTF8.GetByteCount(text);
        Number(count + 1);
        _length += Encoding.UTF8.GetBytes(text, GetSpan(count));
    }

    internal void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Grow(int more)
    {
        if (_bytes.Length - _length < Math.Max(more, 1)) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more + 16));
    }
}
