using System.Buffers.Binary;

namespace Couplet.Server.Sessions.Journal;

/// <summary>Goes through the frames of a file. One that is cut off at the end is none; one that does not fit its checksum is damaged.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _next;

    /// <summary>Where the frame begins.</summary>
    internal int Position { get; private set; }

    /// <summary>Whether its content is lost.</summary>
    internal bool IsDamaged { get; private set; }

    /// <summary>Its records.</summary>
    internal ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Goes to the next frame; false at the end.</summary>
    internal bool Next()
    {
        Position = _next;
        var rest = _file[_next..];
        Content = default;
        if (rest.Length < RecordBuffer.HeaderLength) return false;
        var header = rest[..RecordBuffer.HeaderLength];
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (Checksum.Of(header[..8]) != BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) || length < 0)
        {
            // Where the next frame begins is not known any more.
            IsDamaged = true;
            _next = _file.Length;
            return true;
        }
        if (length > rest.Length - RecordBuffer.HeaderLength) return false;
        Content = rest.Slice(RecordBuffer.HeaderLength, length);
        IsDamaged = Checksum.Of(Content) != BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        _next += RecordBuffer.HeaderLength + length;
        return true;
    }
}
