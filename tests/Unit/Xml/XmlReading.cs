using System.Buffers;
using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Xml;

/// <summary>Runs the reader over a whole input, in one piece or in many.</summary>
internal static class XmlReading
{
    internal const string Open = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='a' version='1.0'>";

    /// <summary>The tokens of the input, and the error that ended it, as text that can be compared.</summary>
    internal static List<string> Tokens(ReadOnlySpan<byte> input, int chunk, XmlFraming framing = XmlFraming.Stream, XmlLimits? limits = null)
    {
        var reader = new XmlStreamReader(limits ?? XmlLimits.Default, framing);
        var tokens = new List<string>();
        try
        {
            for (var at = 0; at < input.Length; at += chunk)
            {
                var sequence = new ReadOnlySequence<byte>(input.Slice(at, Math.Min(chunk, input.Length - at)).ToArray());
                ReadAll(reader, sequence, tokens);
            }
        }
        catch (XmlStreamException e)
        {
            tokens.Add($"error {e.Condition}");
        }
        return tokens;
    }

    internal static List<string> Tokens(string input, XmlFraming framing = XmlFraming.Stream, XmlLimits? limits = null)
        => Tokens(Encoding.UTF8.GetBytes(input), int.MaxValue / 2, framing, limits);

    /// <summary>What one stanza leads to after a stream header: null, or the condition of the error.</summary>
    internal static StreamErrorCondition? Verdict(ReadOnlySpan<byte> afterHeader, XmlLimits? limits = null)
    {
        var reader = new XmlStreamReader(limits ?? XmlLimits.Default, XmlFraming.Stream);
        try
        {
            ReadAll(reader, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open)), []);
            ReadAll(reader, new ReadOnlySequence<byte>(afterHeader.ToArray()), []);
            return null;
        }
        catch (XmlStreamException e)
        {
            return e.Condition;
        }
    }

    private static void ReadAll(XmlStreamReader reader, ReadOnlySequence<byte> sequence, List<string> tokens)
    {
        while (true)
        {
            var kind = reader.Read(ref sequence);
            switch (kind)
            {
                case XmlTokenKind.NeedMore or XmlTokenKind.Whitespace:
                    Assert.True(sequence.IsEmpty);
                    return;
                case XmlTokenKind.StreamOpen:
                    tokens.Add($"open {reader.HeaderDefaultNamespace} {reader.HeaderPrefix} {reader.Header}");
                    break;
                case XmlTokenKind.Element:
                    tokens.Add($"element {reader.Current!.ToElement()}");
                    break;
                default:
                    tokens.Add("close");
                    break;
            }
        }
    }
}
