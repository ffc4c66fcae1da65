using System.Buffers.Binary;
using System.Text;

namespace Couplet.Server.Storage.Memory;

/// <summary>
/// An event as bytes: the time, numbers, the lengths of its seven fields, the fields. Objects that live as long as an archive does
/// would cost the collector more than everything else the server does.
/// </summary>
internal readonly ref struct MemoryRecord(ReadOnlySpan<byte> bytes)
{
    private const int Fields = 7;
    private const int LengthsAt = 20;
    private const int HeadSize = LengthsAt + (Fields * sizeof(int));
    private const int Absent = -1;
    private const int MostBytesOfChar = 3;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal DateTimeOffset Time => new(BinaryPrimitives.ReadInt64LittleEndian(_bytes), TimeSpan.Zero);

    internal int ArchiveBytes => Number(12);

    internal ReadOnlySpan<byte> Id => Field(1);

    internal ReadOnlySpan<byte> With => Field(2);

    internal ReadOnlySpan<byte> WithResource => Field(3);

    internal string? Text => String(5);

    /// <summary>A number of bytes that an event does not exceed.</summary>
    internal static long MostBytes(LogEvent item) => HeadSize + Most(item.CommandId) + item.Payload.Length + (item.Archive is not { } entry ? 0
        : Most(entry.Id) + Most(entry.With) + Most(entry.WithResource) + Most(entry.OriginId) + Most(entry.Text));

    /// <summary>The bytes that an event takes.</summary>
    internal static int SizeOf(LogEvent item) => HeadSize + SizeOf(item.CommandId) + item.Payload.Length + (item.Archive is not { } entry ? 0
        : SizeOf(entry.Id) + SizeOf(entry.With) + SizeOf(entry.WithResource) + SizeOf(entry.OriginId) + SizeOf(entry.Text));

    /// <summary>Writes an event, <see cref="LogEvent.Stream"/> and <see cref="LogEvent.Sequence"/> apart.</summary>
    /// <param name="bytes">As large as <see cref="SizeOf(LogEvent)"/> says, or larger.</param>
    /// <param name="item">The event.</param>
    /// <param name="type">The number that stands for its type.</param>
    /// <returns>The bytes that it takes.</returns>
    internal static int Write(Span<byte> bytes, LogEvent item, int type)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, item.Time.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], item.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], item.Archive?.Bytes ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], type);
        var at = HeadSize;
        Write(bytes, 0, ref at, item.CommandId);
        Write(bytes, 1, ref at, item.Archive?.Id);
        Write(bytes, 2, ref at, item.Archive?.With);
        Write(bytes, 3, ref at, item.Archive?.WithResource);
        Write(bytes, 4, ref at, item.Archive?.OriginId);
        Write(bytes, 5, ref at, item.Archive?.Text);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(LengthsAt + (6 * sizeof(int)))..], item.Payload.Length);
        item.Payload.Span.CopyTo(bytes[at..]);
        return at + item.Payload.Length;
    }

    /// <summary>The event.</summary>
    /// <param name="stream">Whose it is.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="types">The types by number.</param>
    /// <param name="isListed">Whether it is in the archive.</param>
    internal LogEvent Read(StreamId stream, long sequence, IReadOnlyList<string> types, bool isListed)
    {
        return new LogEvent
        {
            Stream = stream,
            Sequence = sequence,
            Type = types[Number(16)],
            Version = Number(8),
            Time = Time,
            CommandId = String(0),
            Payload = Field(6).ToArray(), // its place here may be given to another
            Archive = !isListed ? null : new ArchiveEntry
            {
                Id = String(1)!,
                With = String(2)!,
                WithResource = String(3),
                OriginId = String(4),
                Bytes = ArchiveBytes,
            },
        };
    }

    private static long Most(string? text) => text is null ? 0 : MostBytesOfChar * (long)text.Length;

    private static int SizeOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static void Write(Span<byte> bytes, int field, ref int at, string? text)
    {
        var length = text is null ? Absent : Encoding.UTF8.GetBytes(text, bytes[at..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(LengthsAt + (field * sizeof(int)))..], length);
        at += Math.Max(0, length);
    }

    private int Number(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);

    private int Length(int field) => Number(LengthsAt + (field * sizeof(int)));

    private ReadOnlySpan<byte> Field(int field)
    {
        var start = HeadSize;
        for (var i = 0; i < field; i++) start += Math.Max(0, Length(i));
        return _bytes.Slice(start, Math.Max(0, Length(field)));
    }

    private string? String(int field) => Length(field) == Absent ? null : Encoding.UTF8.GetString(Field(field));
}
