using System.Buffers;
using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Routing;

/// <summary>
/// A stanza encoded once, to be sent to many: everything but the <c>to</c> attribute, which is put in for each recipient.
/// </summary>
public sealed class EncodedStanza
{
    private readonly byte[] _bytes;
    private readonly int _splice;

    private EncodedStanza(Stanza stanza, byte[] bytes, int splice)
    {
        Stanza = stanza;
        _bytes = bytes;
        _splice = splice;
    }

    /// <summary>What was encoded, for those who look inside (carbons, client state, offline storage).</summary>
    public Stanza Stanza { get; }

    /// <summary>The size in bytes, <c>to</c> apart.</summary>
    public int Length => _bytes.Length;

    /// <summary>All bytes, <c>to</c> apart.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where <c>to</c> is put in.</summary>
    internal int Splice => _splice;

    /// <summary>The stanza that has these bytes; the same bytes are sent again.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    internal static EncodedStanza Restore(ReadOnlySpan<byte> bytes, int splice)
    {
        if (splice < 1 || splice > bytes.Length) throw new InvalidDataException("A stanza has no place for its addressee.");
        try
        {
            var element = XmlFragment.ParseElement(Encoding.UTF8.GetString(bytes), Protocol.Stanzas.Stanza.ClientNamespace);
            if (Protocol.Stanzas.Stanza.TryRead(element, out var stanza, out _) && stanza is not null) return new EncodedStanza(stanza, bytes.ToArray(), splice);
        }
        catch (XmlStreamException e)
        {
            throw new InvalidDataException("A stanza cannot be read.", e);
        }
        throw new InvalidDataException("What was kept is no stanza.");
    }

    /// <summary>Encodes a stanza; its own <c>to</c> is left out.</summary>
    public static EncodedStanza Of(Stanza stanza) => Of(stanza, null);

    /// <summary>Encodes a stanza with a text in place of its sender: an error "from" what was no address (RFC 6120 §8.3.1).</summary>
    internal static EncodedStanza Of(Stanza stanza, string? from)
    {
        var hasPayload = stanza.HasPayload;
        using var output = ScratchBuffer.Rent();
        output.Write("<"u8);
        output.Write(Name(stanza));
        var splice = output.WrittenCount;
        Rest(output, stanza, from, hasPayload);
        return new EncodedStanza(stanza, output.ToArray(), splice);
    }

    /// <summary>A stanza with both its addresses, as an element that stands on its own: to be archived. It is encoded once for two.</summary>
    internal static byte[] Standalone(Stanza stanza)
    {
        if (stanza.TakeStandalone() is { } known) return known;
        var hasPayload = stanza.HasPayload;
        using var output = ScratchBuffer.Rent();
        output.Write("<"u8);
        output.Write(Name(stanza));
        output.Write(" xmlns='jabber:client'"u8);
        if (!stanza.To.IsEmpty)
        {
            output.Write(" to='"u8);
            output.Write(stanza.To.EscapedUtf8);
            output.Write("'"u8);
        }
        Rest(output, stanza, null, hasPayload);
        var bytes = output.ToArray();
        stanza.KeepStandalone(bytes);
        return bytes;
    }

    private static void Rest(ScratchBuffer output, Stanza stanza, string? from, bool hasPayload)
    {
        if (from is not null) Attribute(output, " from='"u8, from);
        else if (!stanza.From.IsEmpty)
        {
            output.Write(" from='"u8);
            output.Write(stanza.From.EscapedUtf8);
            output.Write("'"u8);
        }
        Attribute(output, " id='"u8, stanza.Id);
        Attribute(output, " type='"u8, stanza.TypeName);
        Attribute(output, " xml:lang='"u8, stanza.Lang);
        if (!hasPayload)
        {
            output.Write("/>"u8);
            return;
        }
        output.Write(">"u8);
        stanza.WritePayload(output);
        output.Write("</"u8);
        output.Write(Name(stanza));
        output.Write(">"u8);
    }

    /// <summary>Writes the stanza with <c>to</c> put in.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="to">The address, escaped (<see cref="Protocol.Addressing.Jid.EscapedUtf8"/>); empty leaves the attribute out.</param>
    /// <param name="declaration">More attributes for the root, with a leading space, such as <c> xmlns='jabber:client'</c> in framed streams.</param>
    public void WriteTo(IBufferWriter<byte> output, ReadOnlySpan<byte> to, ReadOnlySpan<byte> declaration = default)
    {
        var span = output.GetSpan(_bytes.Length + to.Length + declaration.Length + 8);
        var head = _bytes.AsSpan(0, _splice);
        head.CopyTo(span);
        var at = head.Length;
        declaration.CopyTo(span[at..]);
        at += declaration.Length;
        if (!to.IsEmpty)
        {
            " to='"u8.CopyTo(span[at..]);
            at += 5;
            to.CopyTo(span[at..]);
            at += to.Length;
            span[at++] = (byte)'\'';
        }
        _bytes.AsSpan(_splice).CopyTo(span[at..]);
        output.Advance(at + _bytes.Length - _splice);
    }

    private static void Attribute(ScratchBuffer output, ReadOnlySpan<byte> opening, string? value)
    {
        if (value is null) return;
        output.Write(opening);
        ElementWriter.AttributeText(output, value);
        output.Write("'"u8);
    }

    private static ReadOnlySpan<byte> Name(Stanza stanza) => stanza switch
    {
        Message => "message"u8,
        Presence => "presence"u8,
        _ => "iq"u8,
    };
}
