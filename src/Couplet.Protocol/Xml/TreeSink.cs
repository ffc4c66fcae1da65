using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>Builds nodes: elements, and text with adjacent pieces joined.</summary>
internal sealed class TreeSink : IContentSink
{
    private readonly Stack<Frame> _open = new();
    private readonly List<object> _nodes = []; // of all levels that are open
    private int _level; // where the innermost level begins
    private string? _text;
    private StringBuilder? _moreText;

    public void Start(ReadOnlySpan<byte> tag, StartTag start, int depth, int contentStart)
    {
        EndText();
        _open.Push(new Frame(start.LocalName(tag), start.Namespace, start.Attributes(tag), _level));
        _level = _nodes.Count;
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
        _level = frame.Before;
        _nodes.Add(new Element(frame.Name, frame.Namespace, frame.Attributes, nodes));
    }

    /// <summary>The nodes at the level reached.</summary>
    internal ImmutableArray<object> Nodes()
    {
        EndText();
        if (_nodes.Count == _level) return [];
        ImmutableArray<object> nodes = [.. CollectionsMarshal.AsSpan(_nodes)[_level..]];
        _nodes.RemoveRange(_level, nodes.Length);
        return nodes;
    }

    /// <summary>Forgets all, for the next use.</summary>
    internal void Reset()
    {
        _open.Clear();
        _nodes.Clear();
        _level = 0;
        _text = null;
        _moreText = null;
    }

    private void EndText()
    {
        if (_text is null) return;
        _nodes.Add(_moreText?.ToString() ?? _text);
        _text = null;
        _moreText = null;
    }

    private readonly record struct Frame(string Name, string Namespace, ImmutableArray<XmlAttr> Attributes, int Before);
}
