using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Couplet.Protocol.Xml;

namespace Couplet.Commands.Load;

/// <summary>One sender's messages to one address: encoded once but for what differs.</summary>
internal sealed class MessageTemplate
{
    private const int LongestNumber = 20;

    private readonly byte[] _head;
    private readonly byte[] _opening;
    private readonly byte[] _tail;
    private readonly int _body;

    /// <param name="to">The addressee.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="run">The run.</param>
    /// <param name="body">Characters of a body; a mark that is longer makes it longer.</param>
    internal MessageTemplate(string to, string type, string run, int body)
    {
        using var escaped = ScratchBuffer.Rent();
        ElementWriter.AttributeText(escaped, to);
        _head = Encoding.UTF8.GetBytes($"<message to='{Encoding.UTF8.GetString(escaped.WrittenSpan)}' type='{type}' id='");
        _opening = LoadMark.Opening(run);
        _tail = "</body></message>"u8.ToArray();
        _body = body;
    }

    internal void Write(IBufferWriter<byte> output, in LoadMark mark)
    {
        var span = output.GetSpan(_head.Length + _opening.Length + _tail.Length + _body + (6 * LongestNumber));
        var at = Copy(_head, span, 0);
        at = Number(mark.Sequence, span, at);
        at = Copy("'><body>"u8, span, at);
        var start = at;
        at = Copy(_opening, span, at);
        at = Number(mark.Group, span, at);
        span[at++] = LoadMark.Separator;
        at = Number(mark.Sender, span, at);
        span[at++] = LoadMark.Separator;
        at = Number(mark.Sequence, span, at);
        span[at++] = LoadMark.Separator;
        at = Number(mark.SentAt, span, at);
        span[at++] = LoadMark.Edge;
        var filling = Math.Max(0, _body - (at - start));
        span.Slice(at, filling).Fill((byte)'x');
        output.Advance(Copy(_tail, span, at + filling));
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> span, int at)
    {
        bytes.CopyTo(span[at..]);
        return at + bytes.Length;
    }

    private static int Number(long number, Span<byte> span, int at)
    {
        Utf8Formatter.TryFormat(number, span[at..], out var length);
        return at + length;
    }
}
