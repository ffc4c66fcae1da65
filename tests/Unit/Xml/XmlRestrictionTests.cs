using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using static Couplet.Tests.Xml.XmlReading;

namespace Couplet.Tests.Xml;

/// <summary>RFC 6120 §11: what a stream may not contain, and the error that answers it.</summary>
public sealed class XmlRestrictionTests
{
    [Theory]
    // §11.1: restricted
    [InlineData("<a><!-- c --></a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<!-- c -->", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a><?pi?></a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?xml version='1.0'?>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<!DOCTYPE a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a>&foo;</a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a b='&foo;'/>", StreamErrorCondition.RestrictedXml)]
    // §11.3: well-formed
    [InlineData("<a></b>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a></ a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b=c/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='1'c='2'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='1' b='2'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='<'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='\u0001'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>\u0000</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>\uFFFE</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a><![CDATA[\uFFFF]]></a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#0;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#xD800;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#x110000;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#X41;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>a & b</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>]]></a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<1/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("< a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a/ >", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a <b/></a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<\u00D7/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("</stream:other>", StreamErrorCondition.NotWellFormed)]
    // §11.2, XML Names
    [InlineData("<p:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a p:b='1'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a:b:c xmlns:a='a'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a:/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:p=''/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:xmlns='x'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:xml='x'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns='http://www.w3.org/2000/xmlns/'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<xmlns:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<xml:a/>", StreamErrorCondition.BadNamespacePrefix)]
    [InlineData("<a xmlns:p='x' xmlns:q='x' p:b='1' q:b='2'/>", StreamErrorCondition.NotWellFormed)]
    // §11.7: between stanzas there is white space and nothing else
    [InlineData("text", StreamErrorCondition.BadFormat)]
    [InlineData("&amp;", StreamErrorCondition.BadFormat)]
    [InlineData("<![CDATA[ ]]>", StreamErrorCondition.BadFormat)]
    [InlineData("\uFEFF<a/>", StreamErrorCondition.BadFormat)]
    [InlineData("\u0001", StreamErrorCondition.NotWellFormed)]
    public void What_is_not_allowed_ends_the_stream(string stanza, StreamErrorCondition condition)
        => Assert.Equal(condition, Verdict(Encoding.UTF8.GetBytes(stanza)));

    [Theory]
    [InlineData("<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>")]
    [InlineData("<a xmlns:p='x' p:b='1' b='2'/>")]
    [InlineData("<a xmlns=''/>")]
    [InlineData("<a\n b = \"'\" c='\"' ></a\t>")]
    [InlineData("<a>&lt;&gt;&amp;&apos;&quot;&#10;&#x1F600;<![CDATA[<&]] ]]></a>")]
    [InlineData("<\u00E9\u4E00\U00010000.-7/>")]
    [InlineData("<a>\u0085\u007F\uFFFD\uFEFF</a>")]
    public void What_is_allowed_passes(string stanza) => Assert.Null(Verdict(Encoding.UTF8.GetBytes(stanza)));

    [Theory]
    [InlineData(0x3C, 0x61, 0x3E, 0xC3, 0x28)]
    [InlineData(0x3C, 0x61, 0x3E, 0xC0, 0x80, 0x3C)]
    [InlineData(0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80, 0x3C)]
    [InlineData(0x3C, 0x61, 0x3E, 0xF4, 0x90, 0x80, 0x80, 0x3C)]
    [InlineData(0x3C, 0x61, 0x3E, 0xEF, 0x3C, 0x62)]
    [InlineData(0x3C, 0xFF, 0x3E)]
    [InlineData(0x3C, 0x61, 0x20, 0x62, 0x3D, 0x27, 0xFF, 0x27, 0x3E)]
    [InlineData(0xFF, 0xFE)]
    public void What_is_not_utf8_is_an_unsupported_encoding(params int[] bytes)
        => Assert.Equal(StreamErrorCondition.UnsupportedEncoding, Verdict(Array.ConvertAll(bytes, b => (byte)b)));

    [Theory]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?><a/>", "error UnsupportedEncoding")]
    [InlineData("<?xml version='1.1'?><a/>", "error NotWellFormed")]
    [InlineData("<?xml encoding='UTF-8'?><a/>", "error NotWellFormed")]
    [InlineData("<?xml version='1.0'standalone='yes'?><a/>", "error NotWellFormed")]
    [InlineData("<?xml version='1.0' standalone='maybe'?><a/>", "error NotWellFormed")]
    [InlineData(" <?xml version='1.0'?><a/>", "error RestrictedXml")]
    [InlineData("<?xml-stylesheet?><a/>", "error RestrictedXml")]
    [InlineData("\0<\0a\0/\0>", "error UnsupportedEncoding")]
    [InlineData("<\0a\0/\0>\0", "error UnsupportedEncoding")]
    [InlineData("text", "error NotWellFormed")]
    [InlineData("</a>", "error NotWellFormed")]
    [InlineData("<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?>\n<a/>", "open   <a/>")]
    public void A_stream_begins_with_a_declaration_of_utf8_or_with_its_header(string input, string first)
        => Assert.Equal(first, Tokens(input)[0]);

    [Theory]
    [InlineData("<a b='12345678901234567890'/>", 20, 64)]
    [InlineData("<a><b><c/></b></a>", 99, 2)]
    public void Limits_end_the_stream(string stanza, int bytes, int depth)
    {
        var limits = new XmlLimits { MaxDepth = depth, MaxStanzaBytes = bytes };
        var input = Encoding.UTF8.GetBytes(stanza);
        for (var chunk = 1; chunk <= input.Length; chunk++)
            Assert.Equal(["error PolicyViolation"], Tokens(input, chunk, XmlFraming.Framed, limits));
        Assert.Single(Tokens(stanza, XmlFraming.Framed), t => !t.StartsWith("error", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_names_namespaces_many_attributes_and_declarations_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 10_000).Select(i => $" a{i}=''"));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes($"<a{many}/>")));
        var declarations = string.Concat(Enumerable.Range(0, 5).Select(i => $"<a{string.Concat(Enumerable.Range(0, 40).Select(j => $" xmlns:p{j}='u'"))}>"));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes(declarations)));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes($"<{new string('a', 513)}/>")));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes($"<a xmlns='{new string('a', 513)}'/>")));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes($"<a>&#{new string('0', 100)}1;</a>")));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 10_000)))));
    }

    [Fact]
    public void Prefixes_cannot_blow_a_stanza_up()
    {
        var children = string.Concat(Enumerable.Repeat("<p:a/>", 40_000));
        Assert.Equal(StreamErrorCondition.PolicyViolation, Verdict(Encoding.UTF8.GetBytes($"<a xmlns:p='{new string('u', 500)}'>{children}</a>")));
    }

    [Fact]
    public void A_stanza_without_end_costs_no_more_than_the_limit()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Framed);
        var chunk = Encoding.UTF8.GetBytes("<a>" + new string('x', 997));
        var rest = Encoding.UTF8.GetBytes(new string('x', 1000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        long sent = 0;
        var error = Assert.Throws<XmlStreamException>(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var input = new System.Buffers.ReadOnlySequence<byte>(i == 0 ? chunk : rest);
                reader.Read(ref input);
                sent += 1000;
            }
        });
        Assert.Equal(StreamErrorCondition.PolicyViolation, error.Condition);
        Assert.InRange(sent, 262_000, 263_000);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
    }

    [Fact]
    public void A_stanza_of_ten_megabytes_is_read_once_where_the_limits_allow_it()
    {
        var limits = XmlLimits.Default with { MaxStanzaBytes = 11_000_000 };
        var text = new string('x', 10_000_000);
        var tokens = Tokens(Encoding.UTF8.GetBytes($"<a>{text}</a>"), 500, XmlFraming.Framed, limits);
        Assert.Equal(text.Length + "element <a></a>".Length, Assert.Single(tokens).Length);
    }
}
