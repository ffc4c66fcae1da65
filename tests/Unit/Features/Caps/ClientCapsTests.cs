using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Caps;

namespace Couplet.Tests.Features.Caps;

public class ClientCapsTests
{
    /// <summary>The simple example of XEP-0115 §5.2.</summary>
    private const string Exodus = """
        <query xmlns='http://jabber.org/protocol/disco#info'>
        <identity category='client' name='Exodus 0.9.1' type='pc'/>
        <feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>
        <feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/></query>
        """;

    /// <summary>The simple example of XEP-0390 §4.6.1.</summary>
    private const string Bombus = """
        <query xmlns="http://jabber.org/protocol/disco#info">
        <identity category="client" name="BombusMod" type="mobile"/>
        <feature var="http://jabber.org/protocol/si"/><feature var="http://jabber.org/protocol/bytestreams"/>
        <feature var="http://jabber.org/protocol/chatstates"/><feature var="http://jabber.org/protocol/disco#info"/>
        <feature var="http://jabber.org/protocol/disco#items"/><feature var="urn:xmpp:ping"/><feature var="jabber:iq:time"/>
        <feature var="jabber:iq:privacy"/><feature var="jabber:iq:version"/><feature var="http://jabber.org/protocol/rosterx"/>
        <feature var="urn:xmpp:time"/><feature var="jabber:x:oob"/><feature var="http://jabber.org/protocol/ibb"/>
        <feature var="http://jabber.org/protocol/si/profile/file-transfer"/><feature var="urn:xmpp:receipts"/>
        <feature var="jabber:iq:roster"/><feature var="jabber:iq:last"/></query>
        """;

    [Fact]
    public void The_example_of_0115_is_verified()
    {
        var caps = Find("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:n' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>");
        Assert.Equal("urn:n#QgayPKawpkPSDYmwT/WM94uAlu0=", caps!.Node);
        Assert.True(caps.Verify(XmlFragment.ParseElement(Exodus)));
        Assert.False(caps.Verify(XmlFragment.ParseElement(Bombus)));
    }

    [Fact]
    public void The_example_of_0390_is_verified()
    {
        var caps = Find("<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash></c>");
        Assert.Equal("urn:xmpp:caps#sha-256.kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=", caps!.Node);
        Assert.True(caps.Verify(XmlFragment.ParseElement(Bombus)));
        Assert.False(caps.Verify(XmlFragment.ParseElement(Exodus)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' node='urn:n' ver='1.0' ext='a b'/>")]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' hash='md2' node='urn:n' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>")]
    [InlineData("<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='unheard-of'>x</hash></c>")]
    public void What_cannot_be_verified_is_none(string content) => Assert.Null(Find(content));

    [Fact]
    public void What_the_algorithm_forbids_has_no_input()
        => Assert.Null(CapsInput.Of(XmlFragment.ParseElement("<query xmlns='http://jabber.org/protocol/disco#info'><other xmlns='urn:o'/></query>")));

    private static ClientCaps? Find(string content)
        => ClientCaps.Find(new Presence(default, PresenceType.Available, XmlFragment.Parse(System.Text.Encoding.UTF8.GetBytes(content), Stanza.ClientNamespace)));
}
