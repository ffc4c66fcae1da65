using Couplet.Player.Matching;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Tests.Player.Scenarios;

namespace Couplet.Tests.Player.Matching;

public class StanzaMatcherTests
{
    [Theory]
    [InlineData("<presence from='a'/>", "<presence from='a' type='unavailable'><x xmlns='y'/></presence>")]
    [InlineData("<message><a/><b/></message>", "<message><b/><c/><a/></message>")]
    [InlineData("<message><a/><a n='1'/></message>", "<message><a n='1'/><a/></message>")]
    [InlineData("<message><body>hello</body></message>", "<message><body>\n hello </body></message>")]
    [InlineData("<message><body>  </body></message>", "<message><body>hello</body></message>")]
    [InlineData("<message id='{scansion:any}'/>", "<message id=''/>")]
    [InlineData("<iq><x xmlns='u' a='1'><y/><z/></x></iq>", "<iq><x xmlns='u' a='1'> <y/> <z/> </x></iq>")]
    [InlineData("<iq><x xmlns='u' scansion:strict='false'/></iq>", "<iq><x xmlns='u' a='1'><y/></x></iq>")]
    [InlineData("<iq><x xmlns='u' scansion:strict='false'><y/></x></iq>", "<iq><x xmlns='u'><z/><y/></x></iq>")]
    [InlineData("<iq><x xmlns='u' a='{scansion:any}'/></iq>", "<iq><x xmlns='u' a='1'/></iq>")]
    [InlineData("<iq><x xmlns='u'><message xmlns='jabber:client'/></x></iq>", "<iq><x xmlns='u'><message xmlns='jabber:client' a='1'><b/></message></x></iq>")]
    public void Matches(string expected, string received) => Assert.Null(Compare(expected, received));

    [Theory]
    [InlineData("<presence/>", "<message/>", "/presence", "<message> came")]
    [InlineData("<presence/>", "<presence xmlns='other'/>", "/presence", "xmlns='other'")]
    [InlineData("<presence type='error'/>", "<presence/>", "/presence/@type", "'type' is missing")]
    [InlineData("<presence from='a'/>", "<presence from='b'/>", "/presence/@from", "'a' is expected, 'b' came")]
    [InlineData("<message id='{scansion:any}'/>", "<message/>", "/message/@id", "is missing")]
    [InlineData("<message><body>a</body></message>", "<message><body>b</body></message>", "/message/body/text()", "the text 'a' is expected, 'b' came")]
    [InlineData("<message><a/><a/></message>", "<message><a/></message>", "/message/a", "<a> is missing")]
    [InlineData("<iq><x xmlns='u'/></iq>", "<iq><x xmlns='v'/></iq>", "/iq/x", "<x xmlns='u'> is missing")]
    [InlineData("<iq><x xmlns='u'/></iq>", "<iq><x xmlns='u' a='1'/></iq>", "/iq/x/@a", "'a' is not expected")]
    [InlineData("<iq><x xmlns='u'/></iq>", "<iq><x xmlns='u'><y/></x></iq>", "/iq/x/y", "is not expected")]
    [InlineData("<iq><x xmlns='u'><y/><z/></x></iq>", "<iq><x xmlns='u'><z/><y/></x></iq>", "/iq/x/y", "<y xmlns='u'> is expected")]
    [InlineData("<iq><x xmlns='u'><y/><z/></x></iq>", "<iq><x xmlns='u'><y/></x></iq>", "/iq/x/z", "is missing")]
    [InlineData("<iq scansion:strict='true'/>", "<iq id='1'/>", "/iq/@id", "is not expected")]
    [InlineData("<iq><x xmlns='u' scansion:strict='false'><y/></x></iq>", "<iq><x xmlns='u'><y a='1'/></x></iq>", "/iq/x/y/@a", "is not expected")]
    public void Finds_the_first_difference(string expected, string received, string path, string reason)
    {
        var difference = Compare(expected, received);

        Assert.NotNull(difference);
        Assert.Equal(path, difference.Path);
        Assert.Contains(reason, difference.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Captures_from_the_child_that_answers()
    {
        var captured = new Dictionary<string, string>();

        var difference = Compare("<message id='{scansion:capture:id}'><a n='{scansion:capture:n}'/><a n='1'/></message>",
            "<message id='7'><a n='1'/><a n='2'/></message>", captured);

        Assert.Null(difference);
        Assert.Equal("7", captured["id"]);
        Assert.Equal("2", captured["n"]);
    }

    [Fact]
    public void Text_can_be_captured_or_left_open_but_must_be_there()
    {
        var captured = new Dictionary<string, string>();

        Assert.Null(Compare("<message><a>{scansion:capture:t}</a><b>{scansion:any}</b></message>", "<message><a>one</a><b>two</b></message>", captured));
        Assert.Equal("one", captured["t"]);
        Assert.NotNull(Compare("<message><a>{scansion:any}</a></message>", "<message><a/></message>"));
    }

    [Fact]
    public void A_mismatch_captures_nothing()
    {
        var captured = new Dictionary<string, string>();

        Assert.NotNull(Compare("<message id='{scansion:capture:id}'><a/></message>", "<message id='7'/>", captured));
        Assert.Empty(captured);
    }

    private static Mismatch? Compare(string expected, string received, Dictionary<string, string>? captured = null)
        => StanzaMatcher.Compare(Scripts.Parse($"Romeo receives:\n\t{expected}").Actions.Single().Body!,
            XmlFragment.ParseElement(received, Stanza.ClientNamespace), captured ?? []);
}
