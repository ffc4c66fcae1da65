using System.Collections.Immutable;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>Builds nodes: elements, and text with adjacent pieces joined.</summary>
internal sealed class TreeSink : IContentSink
{
    private readonly Stack<Frame> _open = new();
    private ImmutableArray<object>.Builder? _nodes;
    private string? _text;
    private StringBuilder? _moreText;

    public void Start(ReadOnlySpan<byte> tag, StartTag start, int depth, int contentStart)
    {
        EndText();
        _open.Push(new Frame(start.LocalName(tag), start.Namespace, start.Attributes(tag), _nodes));
        _nodes = null;
    }

    public void Text(ReadOnlySpan<byte> raw, XmlText.Kind kind)
    {
        if (raw.IsEmpty) return;
        var piece = XmlText.Decode(raw, kind);
        if (_text is null) _text = piece;
        else (_moreText ??= new StringBuilder(_text)).Append(piece);
    }

    public void End(ReadOnlySpan<byte> data, int depth, int contentEnd)
    {
        var nodes = Nodes();
        var frame = _open.Pop();
        _nodes = frame.Before ?? ImmutableArray.CreateBuilder<object>();
        _nodes.Add(new Element(frame.Name, frame.Namespace, frame.Attributes, nodes));
    }

    /// <summary>The nodes at the level reached.</summary>
    internal ImmutableArray<object> Nodes()
    {
        EndText();
        return _nodes?.DrainToImmutable() ?? [];
    }

    private void EndText()
    {
        if (_text is null) return;
        (_nodes ??= ImmutableArray.CreateBuilder<object>()).Add(_moreText?.ToString() ?? _text);
        _text = null;
        _moreText = null;
    }

    private readonly record struct Frame(string Name, string Namespace, ImmutableArray<XmlAttr> Attributes, ImmutableArray<object>.Builder? Before);
}
