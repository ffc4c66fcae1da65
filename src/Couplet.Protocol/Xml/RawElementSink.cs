using System.Buffers;
using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>Makes a <see cref="RawElement"/>: decodes the root's tag, copies the content, rewrites it only where it needs its surroundings.</summary>
internal struct RawElementSink(NamespaceScope scope, int maxBytes) : IContentSink
{
    private string? _name;
    private string? _namespace;
    private ImmutableArray<XmlAttr> _attributes;
    private int _contentStart;
    private bool _dependent;

    /// <summary>The element, once it is complete.</summary>
    internal RawElement? Element { get; private set; }

    public void Start(ReadOnlySpan<byte> tag, StartTag start, int depth, int contentStart)
    {
        if (depth == 1)
        {
            _name = start.LocalName(tag);
            _namespace = start.Namespace;
            _attributes = start.Attributes(tag);
            _contentStart = contentStart;
        }
        else
        {
            _dependent |= start.OutermostPrefix <= 1 || (start.DefaultDeclaredAt <= 1 && start.Namespace != _namespace);
        }
    }

    public readonly void Text(ReadOnlySpan<byte> raw, XmlText.Kind kind)
    {
    }

    public void End(ReadOnlySpan<byte> data, int depth, int contentEnd)
    {
        if (depth != 1) return;
        var content = data[_contentStart..contentEnd];
        Element = new RawElement(_name!, _namespace!, _attributes, _dependent ? Rewrite(content) : content.ToArray());
    }

    // A prefix may stand for a far longer namespace: what a few bytes grow to is bounded as what comes in is.
    private readonly byte[] Rewrite(ReadOnlySpan<byte> content)
    {
        using var output = ScratchBuffer.Rent();
        foreach (var node in XmlFragment.Parse(content, scope))
        {
            if (node is string text) ElementWriter.Text(output, text);
            else ElementWriter.Write(output, (Element)node, _namespace!);
            if (output.WrittenCount > maxBytes)
                throw new XmlStreamException(StreamErrorCondition.PolicyViolation, "An element is too large once its prefixes are replaced.");
        }
        return output.ToArray();
    }
}
