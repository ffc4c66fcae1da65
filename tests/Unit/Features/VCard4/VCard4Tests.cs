using Couplet.Protocol.Xml;
using Couplet.Server.Features.VCard4;

namespace Couplet.Tests.Features.VCard4;

public class VCard4Tests
{
    [Theory]
    [InlineData("<fn><text>Juliet</text></fn>", "<FN>Juliet</FN>")]
    [InlineData("<n><surname>Capulet</surname><given>Juliet</given></n>", "<N><FAMILY>Capulet</FAMILY><GIVEN>Juliet</GIVEN></N>")]
    [InlineData("<email><parameters><type><text>work</text></type></parameters><text>j@example.org</text></email>", "<EMAIL><WORK/><INTERNET/><USERID>j@example.org</USERID></EMAIL>")]
    [InlineData("<tel><parameters><type><text>voice</text><text>home</text></type></parameters><uri>tel:+1-2</uri></tel>", "<TEL><VOICE/><HOME/><NUMBER>+1-2</NUMBER></TEL>")]
    [InlineData("<org><text>House of Capulet</text><text>Balcony</text></org>", "<ORG><ORGNAME>House of Capulet</ORGNAME><ORGUNIT>Balcony</ORGUNIT></ORG>")]
    [InlineData("<bday><date>1562-07-31</date></bday>", "<BDAY>1562-07-31</BDAY>")]
    [InlineData("<impp><uri>xmpp:juliet@example.org</uri></impp>", "<JABBERID>juliet@example.org</JABBERID>")]
    [InlineData("<group name='a'><title><text>Miss</text></title></group>", "<TITLE>Miss</TITLE>")]
    [InlineData("<unknown><text>x</text></unknown><x xmlns='urn:foreign'/>", "")]
    public void The_old_card_says_what_it_can(string card, string old)
        => Assert.Equal($"<vCard xmlns='vcard-temp'>{old}</vCard>".Replace("></vCard>", old.Length == 0 ? "/>" : "></vCard>", StringComparison.Ordinal),
            VCard4Conversion.ToOld(Card(card)).ToString());

    [Fact]
    public void There_and_back_it_is_the_same()
    {
        var card = Card("<fn><text>Juliet</text></fn><nickname><text>Jule</text></nickname><url><uri>https://example.org/</uri></url>"
            + "<adr><parameters><type><text>home</text></type></parameters><pobox/><ext/><street>Via Cappello 23</street><locality>Verona</locality><region/><code>37121</code><country>Italy</country></adr>"
            + "<org><text>House of Capulet</text></org><note><text>Balcony at night</text></note>");
        Assert.Equal(card.ToString(), VCard4Conversion.ToNew(VCard4Conversion.ToOld(card)).ToString());
    }

    private static Element Card(string content) => XmlFragment.ParseElement($"<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>{content}</vcard>");
}
