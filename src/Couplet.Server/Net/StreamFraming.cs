using System.Buffers;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Net;

/// <summary>How a stream's own elements look on its transport: one long document over TCP, one document a message over WebSocket.</summary>
internal abstract class StreamFraming
{
    /// <summary>The framing of TCP (RFC 6120 §4.2).</summary>
    internal static StreamFraming Document { get; } = new DocumentFraming();

    /// <summary>The framing of WebSocket (RFC 7395 §3.3).</summary>
    internal static StreamFraming Messages { get; } = new MessageFraming();

    /// <summary>The framing as the reader knows it.</summary>
    internal abstract XmlFraming Reading { get; }

    /// <summary>What every stanza's root declares, with a leading space.</summary>
    internal abstract ReadOnlySpan<byte> StanzaDeclaration { get; }

    /// <summary>What ends the stream.</summary>
    internal abstract byte[] Close { get; }

    /// <summary>Our stream header.</summary>
    internal abstract byte[] Open(string domain, string id, string? to);

    /// <summary>An element of the first level that is no stanza.</summary>
    internal byte[] Encode(Element element)
    {
        using var output = ScratchBuffer.Rent();
        if (element.Namespace != StreamError.StreamNamespace)
        {
            ElementWriter.Write(output, element, Scope);
            return output.ToArray();
        }
        output.Write("<stream:"u8);
        output.Write(System.Text.Encoding.UTF8.GetBytes(element.Name));
        output.Write(StreamDeclaration);
        output.Write(">"u8);
        foreach (var child in element.Elements()) ElementWriter.Write(output, child, Scope);
        output.Write("</stream:"u8);
        output.Write(System.Text.Encoding.UTF8.GetBytes(element.Name));
        output.Write(">"u8);
        return output.ToArray();
    }

    private protected abstract string Scope { get; }

    private protected abstract ReadOnlySpan<byte> StreamDeclaration { get; }

    private protected static byte[] Utf8(Element element, string scope = "") => ElementWriter.ToBytes(element, scope);

    private sealed class DocumentFraming : StreamFraming
    {
        internal override XmlFraming Reading => XmlFraming.Stream;

        internal override ReadOnlySpan<byte> StanzaDeclaration => default;

        internal override byte[] Close { get; } = "</stream:stream>"u8.ToArray();

        private protected override string Scope => Stanza.ClientNamespace;

        private protected override ReadOnlySpan<byte> StreamDeclaration => default;

        internal override byte[] Open(string domain, string id, string? to)
        {
            using var output = ScratchBuffer.Rent();
            output.Write("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='"u8);
            ElementWriter.AttributeText(output, domain);
            if (to is not null)
            {
                output.Write("' to='"u8);
                ElementWriter.AttributeText(output, to);
            }
            output.Write("' id='"u8);
            ElementWriter.AttributeText(output, id);
            output.Write("' version='1.0' xml:lang='en'>"u8);
            return output.ToArray();
        }
    }

    private sealed class MessageFraming : StreamFraming
    {
        internal override XmlFraming Reading => XmlFraming.Framed;

        internal override ReadOnlySpan<byte> StanzaDeclaration => " xmlns='jabber:client'"u8;

        internal override byte[] Close { get; } = Utf8(new Element("close", WebSocketTransport.FramingNamespace));

        private protected override string Scope => "";

        private protected override ReadOnlySpan<byte> StreamDeclaration => " xmlns:stream='http://etherx.jabber.org/streams'"u8;

        internal override byte[] Open(string domain, string id, string? to) => Utf8(new Element("open", WebSocketTransport.FramingNamespace,
            new XmlAttr("from", domain), to is null ? null : new XmlAttr("to", to), new XmlAttr("id", id), new XmlAttr("version", "1.0"), XmlAttr.Lang("en")));
    }
}
