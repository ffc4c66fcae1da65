using System.Buffers;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>
/// A buffer to write into whose size is not known beforehand, lent by the thread and given back with <see cref="Dispose"/>: what is made
/// in it is copied once, in its final size.
/// </summary>
public sealed class ScratchBuffer : IBufferWriter<byte>, IDisposable
{
    // A larger one is not kept.
    private const int MostKept = 64 * 1024;
    private const int MostBytesOfChar = 3;

    [ThreadStatic]
    private static ScratchBuffer? t_idle;

    private byte[] _bytes = new byte[4_096];
    private int _count;

    private ScratchBuffer()
    {
    }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _count);

    /// <summary>The number of bytes that were written.</summary>
    public int WrittenCount => _count;

    /// <summary>An empty buffer, to be given back on the same thread.</summary>
    public static ScratchBuffer Rent()
    {
        var buffer = t_idle ?? new ScratchBuffer();
        t_idle = null;
        return buffer;
    }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Writes text in UTF-8, nothing escaped.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        Reserve(checked(text.Length * MostBytesOfChar));
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _count));
        _count += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_count);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        _count = 0;
        if (_bytes.Length <= MostKept) t_idle = this;
    }

    private void Reserve(int count)
    {
        count = Math.Max(count, 1);
        if (_bytes.Length - _count < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_count + count)));
    }
}
