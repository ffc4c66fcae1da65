using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>Reads and checks a run of text or the inside of a CDATA section, incrementally.</summary>
internal sealed class TextScanner
{
    private int _valid; // up to here the bytes are known to be UTF-8

    /// <summary>Where the run began.</summary>
    internal int Start { get; private set; }

    /// <summary>Begins a run.</summary>
    internal void Begin(int at) => Start = _valid = at;

    /// <summary>Moves to the next '&lt;', or to the end when the data is final. False: more data is needed.</summary>
    internal bool ReadText(ReadOnlySpan<byte> data, ref int at, bool final, long origin)
    {
        while (true)
        {
            var stop = data[at..].IndexOfAny(XmlChars.TextStops);
            if (stop < 0)
            {
                at = data.Length;
                _valid += XmlText.ValidateUtf8(data[_valid..], final, origin + _valid);
                return final;
            }
            at += stop;
            if (_valid < at) Validate(data, at, origin);
            int size;
            switch (data[at])
            {
                case (byte)'<':
                    return true;
                case (byte)'&':
                    size = XmlText.ReferenceLength(data[at..], final, origin + at);
                    break;
                case (byte)']':
                    size = BracketLength(data[at..], final, out var ends);
                    if (ends) throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "Text contains ']]>'.", origin + at);
                    break;
                default:
                    size = CharacterLength(data, at, final, origin);
                    break;
            }
            if (size == 0) return false;
            at += size;
            _valid = at;
        }
    }

    /// <summary>Moves to the <c>]]></c> that ends the section. False: more data is needed.</summary>
    internal bool ReadCData(ReadOnlySpan<byte> data, ref int at, bool final, long origin)
    {
        while (true)
        {
            var stop = data[at..].IndexOfAny(XmlChars.CDataStops);
            if (stop < 0)
            {
                at = data.Length;
                _valid += XmlText.ValidateUtf8(data[_valid..], final, origin + _valid);
                return false;
            }
            at += stop;
            if (_valid < at) Validate(data, at, origin);
            int size;
            if (data[at] == ']')
            {
                size = BracketLength(data[at..], final, out var ends);
                if (ends) return true;
            }
            else size = CharacterLength(data, at, final, origin);
            if (size == 0) return false;
            at += size;
            _valid = at;
        }
    }

    private void Validate(ReadOnlySpan<byte> data, int at, long origin)
    {
        XmlText.ValidateUtf8(data[_valid..at], final: true, origin + _valid);
        _valid = at;
    }

    // At a ']': how far it is safe to go on; 0 if the next bytes are needed to know.
    private static int BracketLength(ReadOnlySpan<byte> data, bool final, out bool ends)
    {
        ends = data.StartsWith("]]>"u8);
        return !final && data.Length < 3 && "]]>"u8.StartsWith(data) ? 0 : 1;
    }

    // At a control character or at the first byte of U+F000 to U+FFFF.
    private static int CharacterLength(ReadOnlySpan<byte> data, int at, bool final, long origin)
    {
        if (data[at] != 0xEF) throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "A character is not allowed.", origin + at);
        var character = data.Slice(at, Math.Min(3, data.Length - at));
        if (XmlText.ValidateUtf8(character, final, origin + at) == 0) return 0;
        if (XmlChars.IsNonCharacter(character)) throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "A character is not allowed.", origin + at);
        return 3;
    }
}
