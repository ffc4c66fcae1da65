using System.Buffers;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>
/// Reads an XMPP stream from the bytes of a connection (RFC 6120 §4, §11): incremental, bounded by <see cref="Limits"/>, and strict about
/// what is well-formed. It consumes exactly up to the end of the token it returns; the beginning of a token that is not complete is
/// remembered inside, and no longer than that. After an error only <see cref="Reset"/> helps. Not safe for use by two threads at once.
/// </summary>
public sealed class XmlStreamReader
{
    private readonly NamespaceScope _scope = new();
    private readonly ContentScanner _scanner;
    private readonly PendingBytes _pending = new();
    private readonly XmlFraming _framing;
    private RawElementSink _sink;
    private byte[] _headerName = [];
    private long _position;
    private bool _scanning;
    private bool _restarted;
    private State _state;
    private XmlStreamException? _failure;

    /// <summary>A reader at the start of a stream.</summary>
    public XmlStreamReader(XmlLimits limits, XmlFraming framing)
    {
        _framing = framing;
        Limits = limits;
        _scanner = new ContentScanner(_scope);
    }

    private enum State
    {
        Start,
        BeforeHeader,
        Open,
        Ending,
        Closed,
    }

    /// <summary>The limits. They may be set at any time and hold from the next element on.</summary>
    public XmlLimits Limits { get; set; }

    /// <summary>The stream header without content, after <see cref="XmlTokenKind.StreamOpen"/>; null before.</summary>
    public Element? Header { get; private set; }

    /// <summary>The default namespace that the header declares, the content namespace (RFC 6120 §4.8.2); empty if none.</summary>
    public string HeaderDefaultNamespace { get; private set; } = "";

    /// <summary>The prefix of the header's name, which should be <c>stream</c> (RFC 6120 §4.8.5); empty if none.</summary>
    public string HeaderPrefix { get; private set; } = "";

    /// <summary>The element, after <see cref="XmlTokenKind.Element"/>.</summary>
    public RawElement? Current { get; private set; }

    /// <summary>Starts over for a new stream (RFC 6120 §4.3.3): everything read, remembered or failed is forgotten; the limits stay.</summary>
    public void Reset()
    {
        _pending.Clear();
        _scope.Clear();
        _sink = default;
        _headerName = [];
        _position = 0;
        _scanning = false;
        _restarted = true;
        _state = State.Start;
        _failure = null;
        Header = null;
        HeaderDefaultNamespace = HeaderPrefix = "";
        Current = null;
    }

    /// <summary>
    /// Reads the next token from the front of <paramref name="input"/> and moves <paramref name="input"/> behind it. To be called until
    /// the answer is <see cref="XmlTokenKind.NeedMore"/> or <see cref="XmlTokenKind.Whitespace"/>; then all of the input is consumed.
    /// </summary>
    /// <exception cref="XmlStreamException">The input breaks a rule or a limit; every further call says so again.</exception>
    public XmlTokenKind Read(ref ReadOnlySequence<byte> input)
    {
        if (_failure is { } f) throw new XmlStreamException(f.Condition, f.Message, f.Position);
        try
        {
            return Next(ref input);
        }
        catch (XmlStreamException e)
        {
            _failure = e;
            _pending.Clear();
            throw;
        }
    }

    private XmlTokenKind Next(ref ReadOnlySequence<byte> input)
    {
        var space = false;
        while (true)
        {
            if (_state == State.Ending)
            {
                _state = State.Closed;
                return XmlTokenKind.StreamClose;
            }
            if (_state == State.Closed) input = input.Slice(input.End);
            if (_pending.IsEmpty) space |= SkipSpace(ref input);
            var segment = PendingBytes.FirstSegment(ref input);
            if (segment.IsEmpty) return space ? XmlTokenKind.Whitespace : XmlTokenKind.NeedMore;

            var before = _pending.Length;
            var data = before == 0 ? segment : _pending.Append(segment);
            var taken = data.Length - before;
            var kind = Token(data, out var used);
            if (used == 0)
            {
                if (before == 0) _pending.Append(segment, all: true);
                input = input.Slice(taken);
                continue;
            }
            input = input.Slice(used - before);
            _position += used;
            _scanning = false;
            _pending.Clear();
            if (kind != XmlTokenKind.NeedMore) return kind;
        }
    }

    // Reads the token that the data begins with. Nothing used: more data is needed. Used, but no token: an XML declaration.
    private XmlTokenKind Token(ReadOnlySpan<byte> data, out int used)
    {
        used = 0;
        if (data[0] != '<') throw NoMarkup(data[0]);
        if (data.Length < 2) return XmlTokenKind.NeedMore;
        if (_state == State.Start)
        {
            if (data[1] == 0) throw Fault(StreamErrorCondition.UnsupportedEncoding, "The data is not UTF-8.");
            if (data[1] == '?')
            {
                used = XmlDeclaration.Read(data);
                if (used > 0) _state = State.BeforeHeader;
                return XmlTokenKind.NeedMore;
            }
        }
        if (data[1] == '/') return End(data, out used);
        if (!_scanning)
        {
            _scanner.Limits = Limits;
            _scanner.Begin(_position);
            _sink = new RawElementSink(_scope, (int)Math.Min(int.MaxValue, 4L * Limits.MaxStanzaBytes));
            _scanning = true;
        }
        var window = data[..Math.Min(data.Length, _scanner.Limits.MaxStanzaBytes)];
        var header = _framing == XmlFraming.Stream && _state != State.Open;
        if (!(header ? _scanner.ReadHeader(window) : _scanner.ReadElement(window, ref _sink)))
        {
            if (window.Length == _scanner.Limits.MaxStanzaBytes) throw Fault(StreamErrorCondition.PolicyViolation, "An element is too large.");
            return XmlTokenKind.NeedMore;
        }
        used = _scanner.Consumed;
        if (header) return Open(data[..used]);
        if (_state == State.Start) _state = State.BeforeHeader;
        Current = _sink.Element;
        _sink = default;
        return XmlTokenKind.Element;
    }

    private XmlTokenKind Open(ReadOnlySpan<byte> data)
    {
        var tag = _scanner.LastTag;
        Header = new Element(tag.LocalName(data), tag.Namespace, tag.Attributes(data), []);
        HeaderPrefix = tag.Prefix(data);
        _headerName = data.Slice(1, tag.NameLength).ToArray();
        HeaderDefaultNamespace = _scope.TryResolve("", out var binding) ? binding.Uri : "";
        _state = tag.IsEmpty ? State.Ending : State.Open;
        return XmlTokenKind.StreamOpen;
    }

    private XmlTokenKind End(ReadOnlySpan<byte> data, out int used)
    {
        if (_state != State.Open) throw Fault(StreamErrorCondition.NotWellFormed, "An end tag has no start tag.");
        var longest = Math.Min(data.Length, _headerName.Length + 64);
        used = data[..longest].IndexOf((byte)'>') + 1;
        if (used == 0 && longest == data.Length) return XmlTokenKind.NeedMore;
        if (used == 0 || !ContentScanner.IsEndTag(data[..used], _headerName))
            throw Fault(StreamErrorCondition.NotWellFormed, "An end tag does not match.");
        _state = State.Closed;
        return XmlTokenKind.StreamClose;
    }

    private bool SkipSpace(ref ReadOnlySequence<byte> input)
    {
        var found = false;
        while (true)
        {
            var segment = PendingBytes.FirstSegment(ref input);
            var count = segment.IndexOfAnyExcept(" \t\r\n"u8);
            if (count < 0) count = segment.Length;
            if (count == 0) return found;
            found = true;
            _position += count;
            // What follows the last element of the stream before is white space between stanzas there, not the beginning of this one.
            if (_state == State.Start && !_restarted) _state = State.BeforeHeader;
            input = input.Slice(count);
        }
    }

    // Between tokens there is nothing but white space (RFC 6120 §11.7). What stands here tells what is wrong.
    private XmlStreamException NoMarkup(byte first)
    {
        if (first is (>= 0x80 and <= 0xC1) or >= 0xF5 || (first == 0 && _state == State.Start))
            return Fault(StreamErrorCondition.UnsupportedEncoding, "The data is not UTF-8.");
        return first >= 0x20 && _state == State.Open
            ? Fault(StreamErrorCondition.BadFormat, "There is text between stanzas.")
            : Fault(StreamErrorCondition.NotWellFormed, "There is text outside of all elements.");
    }

    private XmlStreamException Fault(StreamErrorCondition condition, string message) => new(condition, message, _position);
}
