using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>
/// Reads elements incrementally and checks that they are well-formed and of XMPP's subset of XML (RFC 6120 §11). The caller shows the
/// data from its start again each time there is more; the scanner remembers how far it was and goes on from there.
/// </summary>
internal sealed class ContentScanner(NamespaceScope scope)
{
    private readonly StartTag _start = new();
    private readonly TextScanner _text = new();
    private (int Start, int Length)[] _open = new (int, int)[8];
    private int _depth, _at, _tag;
    private byte _quote;
    private State _state;

    private enum State
    {
        Content,
        Tag,
        CData,
    }

    /// <summary>The limits; may change between elements.</summary>
    internal XmlLimits Limits { get; set; } = XmlLimits.Default;

    /// <summary>The position of the data's first byte, for messages.</summary>
    internal long Origin { get; set; }

    /// <summary>How far the data is read.</summary>
    internal int Consumed => _at;

    /// <summary>Whether no element and no markup is open.</summary>
    internal bool AtRest => _depth == 0 && _state == State.Content;

    /// <summary>The start tag read last.</summary>
    internal StartTag LastTag => _start;

    /// <summary>Prepares for new data.</summary>
    internal void Begin(long origin)
    {
        Origin = origin;
        _depth = _at = _tag = 0;
        _quote = 0;
        _state = State.Content;
        _text.Begin(0);
    }

    /// <summary>Reads one element, with which the data begins. False: more data is needed.</summary>
    internal bool ReadElement<TSink>(ReadOnlySpan<byte> data, ref TSink sink) where TSink : IContentSink
        => Read(data, fragment: false, final: false, ref sink);

    /// <summary>Reads all of the data as the content of an element.</summary>
    internal void ReadContent<TSink>(ReadOnlySpan<byte> data, ref TSink sink) where TSink : IContentSink
    {
        Read(data, fragment: true, final: true, ref sink);
        if (!AtRest || _at != data.Length) throw Fault(StreamErrorCondition.NotWellFormed, "The end comes too early.", data.Length);
    }

    /// <summary>Reads one start tag, with which the data begins; its declarations stay in force outside of all elements.</summary>
    internal bool ReadHeader(ReadOnlySpan<byte> data)
    {
        if (_state == State.Content && !Markup(data)) return false;
        if (_state != State.Tag || data[1] == '/')
            throw Fault(StreamErrorCondition.NotWellFormed, "A stream begins with a start tag.", 0);
        if (!FindTagEnd(data)) return false;
        _start.Parse(data[.._at], Limits, Origin);
        _start.Resolve(data[.._at], scope, 0, Limits, Origin);
        _state = State.Content;
        return true;
    }

    private bool Read<TSink>(ReadOnlySpan<byte> data, bool fragment, bool final, ref TSink sink) where TSink : IContentSink
    {
        while (true)
        {
            switch (_state)
            {
                case State.Content:
                    if (!_text.ReadText(data, ref _at, final, Origin)) return false;
                    if (_at > _text.Start && (fragment || _depth > 0)) sink.Text(data[_text.Start.._at], XmlText.Kind.Text);
                    _text.Begin(_at);
                    if (_at == data.Length || !Markup(data)) return false;
                    break;
                case State.CData:
                    if (_depth == 0 && !fragment) throw Fault(StreamErrorCondition.BadFormat, "There is text between stanzas.", _tag);
                    if (!_text.ReadCData(data, ref _at, final, Origin)) return false;
                    sink.Text(data[_text.Start.._at], XmlText.Kind.CData);
                    _at += 3;
                    Resume();
                    break;
                default:
                    if (!FindTagEnd(data)) return false;
                    if (data[_tag + 1] == '/') EndTag(data, ref sink);
                    else StartTag(data, ref sink);
                    Resume();
                    if (_depth == 0 && !fragment) return true;
                    break;
            }
        }
    }

    private void Resume()
    {
        _state = State.Content;
        _text.Begin(_at);
    }

    // At a '<': finds out what it begins. False: more data is needed.
    private bool Markup(ReadOnlySpan<byte> data)
    {
        var markup = data[_at..];
        if (markup.Length < 2) return false;
        if (markup[1] == '?') throw Fault(StreamErrorCondition.RestrictedXml, "Processing instructions are not allowed.", _at);
        _tag = _at;
        if (markup[1] != '!')
        {
            _state = State.Tag;
            _quote = 0;
            _at++;
            return true;
        }
        var opening = "<![CDATA["u8;
        var known = Math.Min(markup.Length, opening.Length);
        if (!markup[..known].SequenceEqual(opening[..known]))
        {
            if (markup[2] is (byte)'-' or (byte)'D')
                throw Fault(StreamErrorCondition.RestrictedXml, "Comments and document types are not allowed.", _at);
            throw Fault(StreamErrorCondition.NotWellFormed, "The markup is malformed.", _at);
        }
        if (known < opening.Length) return false;
        _state = State.CData;
        _at += opening.Length;
        _text.Begin(_at);
        return true;
    }

    // Moves behind the '>' that ends the tag. No '<' can come before it, in quotes or not.
    private bool FindTagEnd(ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var rest = data[_at..];
            var stop = _quote == 0 ? rest.IndexOfAny("<>'\""u8) : rest.IndexOfAny((byte)'<', _quote);
            if (stop < 0)
            {
                _at = data.Length;
                return false;
            }
            _at += stop;
            var found = data[_at++];
            if (found == '<') throw Fault(StreamErrorCondition.NotWellFormed, "A tag has no end.", _at - 1);
            if (_quote != 0) _quote = 0;
            else if (found == '>') return true;
            else _quote = found;
        }
    }

    private void StartTag<TSink>(ReadOnlySpan<byte> data, ref TSink sink) where TSink : IContentSink
    {
        var tag = data[_tag.._at];
        if (_depth >= Limits.MaxDepth) throw Fault(StreamErrorCondition.PolicyViolation, "The elements are nested too deeply.", _tag);
        _start.Parse(tag, Limits, Origin + _tag);
        _depth++;
        _start.Resolve(tag, scope, _depth, Limits, Origin + _tag);
        sink.Start(tag, _start, _depth, _at);
        if (_start.IsEmpty)
        {
            Close(data, _at, ref sink);
            return;
        }
        if (_depth > _open.Length) Array.Resize(ref _open, _open.Length * 2);
        _open[_depth - 1] = (_tag + 1, _start.NameLength);
    }

    private void EndTag<TSink>(ReadOnlySpan<byte> data, ref TSink sink) where TSink : IContentSink
    {
        if (_depth == 0) throw Fault(StreamErrorCondition.NotWellFormed, "An end tag has no start tag.", _tag);
        var (start, length) = _open[_depth - 1];
        if (!IsEndTag(data[_tag.._at], data.Slice(start, length)))
            throw Fault(StreamErrorCondition.NotWellFormed, "An end tag does not match.", _tag);
        Close(data, _tag, ref sink);
    }

    private void Close<TSink>(ReadOnlySpan<byte> data, int contentEnd, ref TSink sink) where TSink : IContentSink
    {
        sink.End(data, _depth, contentEnd);
        scope.Leave(_depth);
        _depth--;
    }

    /// <summary>Whether the tag is the end tag of the qualified name.</summary>
    internal static bool IsEndTag(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        var rest = tag[2..^1];
        if (!rest.StartsWith(name)) return false;
        foreach (var b in rest[name.Length..])
            if (!XmlChars.IsSpace(b)) return false;
        return true;
    }

    private XmlStreamException Fault(StreamErrorCondition condition, string message, int at) => new(condition, message, Origin + at);
}
