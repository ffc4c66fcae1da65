using System.Buffers;
using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Net.Bosh;

/// <summary>Writes to a BOSH session. There is no header and no end of a stream in it: the wrapping says that (XEP-0206 §3).</summary>
internal sealed class BoshSink(BoshSession session) : IOutboundSink
{
    private ArrayBufferWriter<byte> _buffer = new(4_096);

    /// <summary>Whether a stream error was written.</summary>
    internal bool HasError { get; private set; }

    public void Write(EncodedStanza stanza, Jid to) => stanza.WriteTo(_buffer, to.EscapedUtf8, StreamFraming.Messages.StanzaDeclaration);

    public void Write(ReadOnlySpan<byte> element)
    {
        if (element.StartsWith("<open "u8) || element.StartsWith("<close "u8)) return;
        HasError |= element.StartsWith("<stream:error"u8);
        BuffersExtensions.Write(_buffer, element);
    }

    public ValueTask<bool> FlushAsync()
    {
        if (_buffer.WrittenCount == 0) return new(true);
        var elements = _buffer.WrittenMemory;
        _buffer = new ArrayBufferWriter<byte>(4_096);
        if (!HasError) return session.SendAsync(elements);
        // The last words go with the end of the session (XEP-0206 §6).
        session.Finish(hasError: true, elements.Span);
        return new(true);
    }
}
