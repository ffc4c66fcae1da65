using System.Text;

namespace Couplet.Server.Sessions.Journal;

/// <summary>Reads what <see cref="RecordBuffer"/> wrote.</summary>
/// <exception cref="InvalidDataException">The records do not fit together; thrown by every method.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal RecordKind Kind()
    {
        var kind = (RecordKind)Take(1)[0];
        return kind is >= RecordKind.Open and <= RecordKind.Expired ? kind : throw new InvalidDataException("A record of the session journal is of no known kind.");
    }

    internal long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return (long)value;
        }
        throw new InvalidDataException("A number in the session journal has no end.");
    }

    internal bool Flag() => Number() != 0;

    internal int Count()
    {
        var count = Number();
        // Everything that is counted takes at least a byte.
        return count >= 0 && count <= _rest.Length ? (int)count : throw new InvalidDataException("A count in the session journal is too large.");
    }

    internal string? Text()
    {
        var length = Number();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    internal ReadOnlySpan<byte> Bytes() => Take(Number());

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length) throw new InvalidDataException("A record of the session journal is cut off.");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
