using System.Buffers;
using System.Text;
using Couplet.Protocol.Xml;
using static Couplet.Tests.Xml.XmlReading;

namespace Couplet.Tests.Xml;

public sealed class XmlStreamReaderTests
{
    private const string Streams = "http://etherx.jabber.org/streams";

    [Fact]
    public void A_stream_is_read_token_by_token()
    {
        var tokens = Tokens(Open + " <message to='x&amp;y'><body>a &lt; b</body></message>\n<presence/></stream:stream>");
        Assert.Equal(
        [
            $"open jabber:client stream <stream xmlns='{Streams}' to='a' version='1.0'/>",
            "element <message xmlns='jabber:client' to='x&amp;y'><body>a &lt; b</body></message>",
            "element <presence xmlns='jabber:client'/>",
            "close",
        ], tokens);
    }

    [Theory]
    [InlineData("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>", XmlFraming.Framed)]
    [InlineData("<?xml version='1.0' encoding='utf-8'?>\r\n<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='é'/>", XmlFraming.Framed)]
    [InlineData(Open + "<a><![CDATA[]]]]><b x='&#x1F600;'>\r\n𝄞 ]] &#38;</b ></a> <b/></stream:stream >after", XmlFraming.Stream)]
    [InlineData(Open + "<stream:features><x xmlns='urn:x' xmlns:p='urn:p' p:a='1'/><p/></stream:features><é/>", XmlFraming.Stream)]
    [InlineData(Open + "<a>\uFFFD\uF000</a><b>\uFFFE</b>", XmlFraming.Stream)]
    [InlineData(Open + "<a>]]&gt;]]></a>", XmlFraming.Stream)]
    [InlineData(Open + "<a>&#0000038;</a><!-- no -->", XmlFraming.Stream)]
    [InlineData(Open + "<a/></stream:stram>", XmlFraming.Stream)]
    public void Every_way_of_cutting_the_input_gives_the_same_tokens(string text, XmlFraming framing)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var whole = Tokens(input, input.Length, framing);
        for (var chunk = 1; chunk < input.Length; chunk++)
            Assert.Equal(whole, Tokens(input, chunk, framing));
    }

    [Fact]
    public void The_input_is_consumed_up_to_the_end_of_the_token()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Framed);
        var input = new ReadOnlySequence<byte>("<a>"u8.ToArray());
        Assert.Equal(XmlTokenKind.NeedMore, reader.Read(ref input));
        input = new ReadOnlySequence<byte>("</a>\x16\x03"u8.ToArray());
        Assert.Equal(XmlTokenKind.Element, reader.Read(ref input));
        Assert.Equal(2, input.Length);
    }

    [Fact]
    public void White_space_between_stanzas_is_reported_as_keep_alive()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Stream);
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open + " \n"));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
        Assert.Equal(XmlTokenKind.Whitespace, reader.Read(ref input));
        Assert.Equal(XmlTokenKind.NeedMore, reader.Read(ref input));
    }

    [Fact]
    public void White_space_after_the_last_element_of_a_stream_does_not_begin_the_next_one()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Stream);
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open + "<auth/>"));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
        Assert.Equal(XmlTokenKind.Element, reader.Read(ref input));
        reader.Reset();
        input = new ReadOnlySequence<byte>("\n"u8.ToArray());
        Assert.Equal(XmlTokenKind.Whitespace, reader.Read(ref input));
        input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("\r\n" + Open));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
    }

    [Fact]
    public void Reset_begins_a_new_stream_and_forgets_what_was_begun()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Stream);
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open + "<a><b"));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
        Assert.Equal(XmlTokenKind.NeedMore, reader.Read(ref input));
        reader.Reset();
        input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
        Assert.Equal("jabber:client", reader.HeaderDefaultNamespace);
    }

    [Fact]
    public void An_empty_stream_opens_and_closes()
        => Assert.Equal(["open  p <s xmlns='urn:s'/>", "close"], Tokens("<p:s xmlns:p='urn:s'/>"));

    [Theory]
    [InlineData("<a><b/> t\r\n<![CDATA[<]]>&#9;</a>", "<b/> t\r\n<![CDATA[<]]>&#9;")]
    [InlineData("<stream:a><b xmlns='urn:b'><c/></b></stream:a>", "<b xmlns='urn:b'><c/></b>")]
    [InlineData("<stream:a><b/></stream:a>", "<b xmlns='jabber:client'/>")]
    [InlineData("<a><stream:b c='1'/></a>", "<b xmlns='http://etherx.jabber.org/streams' c='1'/>")]
    [InlineData("<a xmlns:p='urn:p'><b p:c='1'>&lt;</b></a>", "<b xmlns:ns0='urn:p' ns0:c='1'>&lt;</b>")]
    [InlineData("<a><b xmlns:p='urn:p' p:c='1'/></a>", "<b xmlns:p='urn:p' p:c='1'/>")]
    [InlineData("<a xml:lang='en'><b xml:lang='de'/></a>", "<b xml:lang='de'/>")]
    [InlineData("<a xmlns='urn:a'><b/><c xmlns='jabber:client'/></a>", "<b/><c xmlns='jabber:client'/>")]
    public void Content_is_kept_byte_for_byte_unless_it_depends_on_its_surroundings(string stanza, string inner)
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Stream);
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open + stanza));
        Assert.Equal(XmlTokenKind.StreamOpen, reader.Read(ref input));
        Assert.Equal(XmlTokenKind.Element, reader.Read(ref input));
        Assert.Equal(inner, Encoding.UTF8.GetString(reader.Current!.InnerXml.Span));
    }

    [Fact]
    public void The_error_tells_its_position()
    {
        var reader = new XmlStreamReader(XmlLimits.Default, XmlFraming.Framed);
        var input = new ReadOnlySequence<byte>("<a/> <b><c></d>"u8.ToArray());
        Assert.Equal(XmlTokenKind.Element, reader.Read(ref input));
        var error = Assert.Throws<XmlStreamException>(() => reader.Read(ref input));
        Assert.Equal(11, error.Position);
        Assert.Equal(11, Assert.Throws<XmlStreamException>(() => reader.Read(ref input)).Position);
    }
}
