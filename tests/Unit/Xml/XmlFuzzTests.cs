using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Xml;

/// <summary>Mutated documents: the reader and the platform's reader must agree on the verdict and on the tree.</summary>
public sealed class XmlFuzzTests
{
    private const int Inputs = 1_000_000;
    private const int Blocks = 64;

    private static readonly byte[][] s_documents = Array.ConvertAll<string, byte[]>(
    [
        "<message to='a@b' type='chat'><body>hi &amp; <![CDATA[<x>]]></body></message>",
        "<a xmlns='urn:a' xmlns:p='urn:p'><p:b p:c='1' c=\"2\"/>t\r\n<c xmlns=''/></a>",
        "<p:a xmlns:p='u'><b xmlns='v'><p:c/></b>]] &#65;&#x42;&lt;</p:a>",
        "<iq id='1' xml:lang='en'>\t<query xmlns='jabber:iq:roster' ver=''/></iq>",
        "<é a='&quot;\n&apos;'>\U0001D11E\uFFFD]]&gt;</é>",
        "<a><b><c></c ></b>\r<b d='&#9;\r\n' /></a>\n",
    ], Encoding.UTF8.GetBytes);

    private static readonly byte[][] s_pieces = Array.ConvertAll<string, byte[]>(
    [
        "<", ">", "/", "/>", "</", "'", "\"", "=", "&", ";", ":", "]", "]]>", "<![CDATA[", "<!--", "-->", "<?", "?>", "<!", "<a>", "</a>",
        "<b/>", "&amp;", "&#x0;", "&#xD;", "&#10;", "&#x10FFFF;", "&#x110000;", "&foo;", " ", "\r", "\n", "\t", "\0", "\u0001", "\uFFFE", "\uFFFF",
        "\uF8FF", "\uFEFF", "é", "\U0001F600", "xmlns", "xmlns:", " xmlns=''", " xmlns:p=''", " xmlns:p='urn:p'", " xmlns:q='urn:p'", "p:", "q:", "xml:",
        " p:c='1'", " q:c='1'", " c='1'", " xml:lang='x'", "a", "0", "-", ".", "#", "x",
        " xmlns='http://www.w3.org/XML/1998/namespace'", " xmlns:xml='http://www.w3.org/XML/1998/namespace'",
    ], Encoding.UTF8.GetBytes);

    [Fact]
    public void A_million_mutated_documents_are_judged_as_the_platform_judges_them()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var accepted = 0;
        Parallel.For(0, Blocks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, block =>
        {
            var random = new Random(block);
            var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Framed);
            for (var i = 0; i < Inputs / Blocks && failures.Count < 10; i++)
            {
                var input = Mutate(random);
                var (tree, _) = Read(reader, input, input.Length);
                var expected = XmlOracle.Parse(input);
                if (tree is not null) Interlocked.Increment(ref accepted);
                if (!Same(tree, expected) && !AgreeButForKnownDifferences(reader, input))
                    failures.Enqueue($"{Encoding.Latin1.GetString(input)}\n  here:  {tree?.ToString() ?? "-"}\n  there: {expected?.ToString() ?? "-"}");
            }
        });
        Assert.True(failures.IsEmpty, string.Join("\n", failures));
        Assert.InRange(accepted, Inputs / 20, Inputs * 19 / 20); // both verdicts are exercised
    }

    [Fact]
    public void Mutated_documents_read_the_same_wherever_they_are_cut()
    {
        var random = new Random(4711);
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Framed);
        for (var i = 0; i < 3000; i++)
        {
            var input = Mutate(random);
            var whole = Read(reader, input, input.Length);
            for (var cut = 1; cut < input.Length; cut++) AssertSame(whole, Read(reader, input, cut), input);
            AssertSame(whole, Read(reader, input, 0), input);
        }
    }

    private static void AssertSame((Element? Tree, StreamErrorCondition? Error) whole, (Element? Tree, StreamErrorCondition? Error) cut, byte[] input)
    {
        if (whole.Error != cut.Error || !Same(whole.Tree, cut.Tree))
            Assert.Fail($"{Encoding.Latin1.GetString(input)}\n  whole: {whole}\n  cut:   {cut}");
    }

    // Names here are those of XML's fifth edition; the platform has the fourth's. With the letters that the fourth does not
    // know replaced by one that it does, there must be no difference. And the platform takes some references far beyond
    // U+10FFFF, such as &#x1010FFFF;, for characters, but refuses the first beyond it.
    private static bool AgreeButForKnownDifferences(XmlStreamReader reader, byte[] input)
    {
        var replaced = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(input).EnumerateRunes())
        {
            var isNew = XmlChars.NcNameLength(Encoding.UTF8.GetBytes(rune.ToString())) > 0
                && !(rune.IsBmp && System.Xml.XmlConvert.IsStartNCNameChar((char)rune.Value));
            replaced.Append(isNew ? ((char)(0x4E00 + (rune.Value % 0x1000))).ToString() : rune.ToString());
        }
        var text = Regex.Replace(replaced.ToString(), "&#x[1-9A-Fa-f][0-9A-Fa-f]{6,};", "&#x110000;");
        text = Regex.Replace(text, "&#[1-9][0-9]{7,};", "&#1114112;");
        var bytes = Encoding.UTF8.GetBytes(text);
        return !bytes.AsSpan().SequenceEqual(input) && Same(Read(reader, bytes, bytes.Length).Tree, XmlOracle.Parse(bytes));
    }

    // Reads in two pieces; cut 0: byte by byte. A document is one element with nothing but white space around it.
    private static (Element? Tree, StreamErrorCondition? Error) Read(XmlStreamReader reader, byte[] input, int cut)
    {
        reader.Reset();
        Element? tree = null;
        try
        {
            var count = 0;
            for (var at = 0; at < input.Length;)
            {
                var length = cut == 0 ? 1 : at == 0 ? cut : input.Length - at;
                var rest = new ReadOnlySequence<byte>(input, at, length);
                at += length;
                XmlTokenKind kind;
                while ((kind = reader.Read(ref rest)) is not (XmlTokenKind.NeedMore or XmlTokenKind.Whitespace))
                {
                    Assert.Equal(XmlTokenKind.Element, kind);
                    tree = reader.Current!.ToElement();
                    count++;
                }
            }
            // What is left open shows when an element follows: it cannot be read as one of its own.
            var probe = new ReadOnlySequence<byte>("<end/>"u8.ToArray());
            if (count != 1 || reader.Read(ref probe) != XmlTokenKind.Element || reader.Current!.Name != "end") return (null, null);
            return (tree, null);
        }
        catch (XmlStreamException e)
        {
            return (null, e.Condition);
        }
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = new List<byte>(s_documents[random.Next(s_documents.Length)]);
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            var count = Math.Min(random.Next(1, 6), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, count);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1, count));
                    bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool Same(Element? a, Element? b)
    {
        if (a is null || b is null) return a is null && b is null;
        if (!a.Is(b.Name, b.Namespace) || !a.Attributes.SequenceEqual(b.Attributes) || a.Nodes.Length != b.Nodes.Length) return false;
        for (var i = 0; i < a.Nodes.Length; i++)
        {
            if (a.Nodes[i] is Element e ? b.Nodes[i] is not Element f || !Same(e, f) : !a.Nodes[i].Equals(b.Nodes[i])) return false;
        }
        return true;
    }
}
