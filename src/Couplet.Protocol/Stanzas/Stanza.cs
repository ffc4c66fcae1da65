using System.Buffers;
using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Stanzas;

/// <summary>
/// A message, presence or iq (RFC 6120 §8): immutable; knows its addresses, id and type; keeps its payload as bytes where it came as
/// bytes. Namespaces inside the payload are relative to <see cref="ClientNamespace"/>.
/// </summary>
public abstract class Stanza
{
    /// <summary>The content namespace of client streams (RFC 6120 §4.8.2).</summary>
    public const string ClientNamespace = "jabber:client";

    // A sender that gets back only the error of something long still knows what it was by the id.
    private const int LongestEcho = 16_384;

    private ImmutableArray<object> _content;
    private ReadOnlyMemory<byte> _bytes;
    private bool _hasBytes;
    private byte[]? _standalone;
    private readonly Stanza? _before; // what this is, without the last of its nodes; its bytes are good for this one too

    private protected Stanza(in StanzaHeader header, ImmutableArray<object> content, ReadOnlyMemory<byte>? bytes)
    {
        Header = header;
        _content = content;
        _bytes = bytes.GetValueOrDefault();
        _hasBytes = bytes is not null;
    }

    private protected Stanza(Stanza before, Element last) : this(before.Header, before.Content.Add(last), null) => _before = before._hasBytes || before._before is not null ? before : null;

    /// <summary>The attributes of the root, <c>type</c> apart.</summary>
    public StanzaHeader Header { get; }

    /// <summary><c>message</c>, <c>presence</c> or <c>iq</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The value of <c>type</c> on the wire; null where the attribute is left out.</summary>
    public abstract string? TypeName { get; }

    /// <summary>Whether this is of type <c>error</c>.</summary>
    public abstract bool IsError { get; }

    /// <summary>The sender; empty if absent.</summary>
    public Jid From => Header.From;

    /// <summary>The addressee; empty if absent.</summary>
    public Jid To => Header.To;

    /// <summary>The <c>id</c>, or null.</summary>
    public string? Id => Header.Id;

    /// <summary><c>xml:lang</c>, or null.</summary>
    public string? Lang => Header.Lang;

    /// <summary>The content: elements and text; parsed on first use.</summary>
    public ImmutableArray<object> Content
    {
        get
        {
            if (_content.IsDefault) ImmutableInterlocked.InterlockedInitialize(ref _content, XmlFragment.Parse(_bytes, ClientNamespace));
            return _content;
        }
    }

    /// <summary>The content as UTF-8 that stands on its own under <see cref="ClientNamespace"/>; encoded on first use.</summary>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            if (!_hasBytes)
            {
                using var buffer = ScratchBuffer.Rent();
                WriteTo(buffer, _before, _content);
                _bytes = buffer.ToArray();
                Volatile.Write(ref _hasBytes, true);
            }
            return _bytes;
        }
    }

    /// <summary>Whether there is any content; afterwards, <see cref="WritePayload"/> needs no buffer but the one that it is given.</summary>
    public bool HasPayload => _before is not null || Payload.Length > 0;

    /// <summary>Writes <see cref="Payload"/>.</summary>
    public void WritePayload(ScratchBuffer output)
    {
        // What was appended to is sent once, and its bytes need be made for nobody else.
        if (_before is null || Volatile.Read(ref _hasBytes)) output.Write(Payload.Span);
        else WriteTo(output, _before, _content);
    }

    /// <summary>
    /// The whole as it is archived, if somebody has encoded it before: given away once, to the second of the two accounts that archive a message.
    /// </summary>
    internal byte[]? TakeStandalone() => _standalone is null ? null : Interlocked.Exchange(ref _standalone, null);

    /// <summary>Keeps the whole as it is archived, for the next who does.</summary>
    internal void KeepStandalone(byte[] bytes) => Volatile.Write(ref _standalone, bytes);

    /// <summary>The child elements.</summary>
    public IEnumerable<Element> Elements()
    {
        foreach (var node in Content)
            if (node is Element e) yield return e;
    }

    /// <summary>The first child element of this name and namespace, or null.</summary>
    public Element? Child(string name, string ns)
    {
        foreach (var node in Content)
            if (node is Element e && e.Is(name, ns)) return e;
        return null;
    }

    /// <summary>The first child element, or null.</summary>
    public Element? FirstChild
    {
        get
        {
            foreach (var node in Content)
                if (node is Element e) return e;
            return null;
        }
    }

    /// <summary>The text of the first child of this name in <see cref="ClientNamespace"/> (<c>body</c>, <c>subject</c>, <c>show</c> …), or null.</summary>
    public string? ChildText(string name) => Child(name, ClientNamespace)?.Text;

    /// <summary>The error this stanza carries, or null.</summary>
    public StanzaError? Error => IsError && Child("error", ClientNamespace) is { } e ? StanzaError.FromElement(e) : null;

    /// <summary>A copy with another header; the payload is shared.</summary>
    public abstract Stanza WithHeader(in StanzaHeader header);

    /// <summary>A copy with other content.</summary>
    public abstract Stanza WithContent(ImmutableArray<object> content);

    /// <summary>A copy with other addresses; the payload is shared.</summary>
    public Stanza WithAddresses(Jid from, Jid to) => WithHeader(Header with { From = from, To = to });

    /// <summary>The whole as a tree.</summary>
    public Element ToElement()
    {
        var attributes = ImmutableArray.CreateBuilder<XmlAttr>(5);
        if (!To.IsEmpty) attributes.Add(new XmlAttr("to", To.ToString()));
        if (!From.IsEmpty) attributes.Add(new XmlAttr("from", From.ToString()));
        if (Id is not null) attributes.Add(new XmlAttr("id", Id));
        if (TypeName is not null) attributes.Add(new XmlAttr("type", TypeName));
        if (Lang is not null) attributes.Add(XmlAttr.Lang(Lang));
        return new Element(Name, ClientNamespace, attributes.DrainToImmutable(), Content);
    }

    /// <inheritdoc/>
    public override string ToString() => ToElement().ToString();

    /// <summary>What an error repeats of the stanza it answers.</summary>
    private protected IEnumerable<Element> Echo => Payload.Length > LongestEcho || Elements().Any(HoldsPassword) ? [] : Elements();

    /// <summary>The content for <see cref="WithHeader"/>: what there is, bytes or tree.</summary>
    private protected (ImmutableArray<object> Content, ReadOnlyMemory<byte>? Bytes) Shared
        => (_content, _hasBytes || _before is not null ? Payload : default(ReadOnlyMemory<byte>?));

    private static void WriteTo(ScratchBuffer output, Stanza? before, ImmutableArray<object> content)
    {
        if (before is not null)
        {
            before.WritePayload(output);
            ElementWriter.Write(output, (Element)content[^1], ClientNamespace);
            return;
        }
        foreach (var node in content)
        {
            if (node is string text) ElementWriter.Text(output, text);
            else ElementWriter.Write(output, (Element)node, ClientNamespace);
        }
    }

    // An answer may wait on disk for a client that has lost its connection, where no password may be.
    private static bool HoldsPassword(Element element) => element.Name == "password"
        || (element.Name == "field" && (element["type"] == "text-private" || element["var"]?.Contains("password", StringComparison.OrdinalIgnoreCase) == true))
        || element.Elements().Any(HoldsPassword);

    /// <summary>Reads a stanza from what the stream's reader delivered.</summary>
    /// <param name="raw">A first-level element; its namespace is the stream's content namespace, whatever that is called.</param>
    /// <param name="stanza">The stanza, or null when <paramref name="raw"/> is none. Set, with what could be read, beside an error, so that the error can be answered.</param>
    /// <param name="error">What is wrong with its attributes, or null.</param>
    /// <returns>Whether <paramref name="raw"/> is a message, presence or iq by name.</returns>
    public static bool TryRead(RawElement raw, out Stanza? stanza, out StanzaError? error)
        => StanzaReader.TryRead(raw.Name, raw.Attributes, default, raw.InnerXml, out stanza, out error);

    /// <summary>Reads a stanza that somebody sends who is known: the sender is <paramref name="from"/>, whatever the stanza itself says.</summary>
    /// <returns>As of <see cref="TryRead(RawElement, out Stanza?, out StanzaError?)"/>.</returns>
    public static bool TryRead(RawElement raw, Jid from, out Stanza? stanza, out StanzaError? error)
        => StanzaReader.TryRead(raw.Name, raw.Attributes, default, raw.InnerXml, out stanza, out error, from);

    /// <summary>Reads a stanza from a tree.</summary>
    public static bool TryRead(Element element, out Stanza? stanza, out StanzaError? error)
        => StanzaReader.TryRead(element.Name, element.Attributes, element.Nodes, null, out stanza, out error);
}
