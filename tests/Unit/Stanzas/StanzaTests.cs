using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Stanzas;

public class StanzaTests
{
    private static Element Root(string name, params (string Name, string Value)[] attributes)
        => new(name, Stanza.ClientNamespace, attributes.Select(a => (object)new XmlAttr(a.Name, a.Value)));

    [Theory]
    [InlineData("message", "chat")]
    [InlineData("message", "groupchat")]
    [InlineData("message", "headline")]
    [InlineData("message", "error")]
    [InlineData("message", null)]
    [InlineData("presence", "unavailable")]
    [InlineData("presence", "subscribe")]
    [InlineData("presence", "subscribed")]
    [InlineData("presence", "unsubscribe")]
    [InlineData("presence", "unsubscribed")]
    [InlineData("presence", "probe")]
    [InlineData("presence", "error")]
    [InlineData("presence", null)]
    [InlineData("iq", "get")]
    [InlineData("iq", "set")]
    [InlineData("iq", "result")]
    [InlineData("iq", "error")]
    public void Stanza_is_written_as_it_was_read(string name, string? type)
    {
        var element = Root(name, ("to", "a@b/c"), ("from", "d@e"), ("id", "1")).With("type", type).Append(new Element("x", "urn:example", "te<xt"));
        Assert.True(Stanza.TryRead(element, out var stanza, out var error));
        Assert.Null(error);
        Assert.Equal((name, type, "1"), (stanza!.Name, stanza.TypeName, stanza.Id));
        Assert.Equal(element.ToString(), stanza.ToString());
        Assert.Equal("<x xmlns='urn:example'>te&lt;xt</x>", System.Text.Encoding.UTF8.GetString(stanza.Payload.Span));
    }

    [Theory]
    [InlineData("iq", "type", "fetch", StanzaErrorCondition.BadRequest)]
    [InlineData("presence", "type", "available", StanzaErrorCondition.BadRequest)]
    [InlineData("presence", "type", "online", StanzaErrorCondition.BadRequest)]
    [InlineData("message", "to", "@", StanzaErrorCondition.JidMalformed)]
    [InlineData("message", "from", "a@b/", StanzaErrorCondition.JidMalformed)]
    public void Bad_attribute_is_an_error_beside_what_could_be_read(string name, string attribute, string value, StanzaErrorCondition expected)
    {
        Assert.True(Stanza.TryRead(Root(name, ("id", "1"), (attribute, value)), out var stanza, out var error));
        Assert.Equal("1", stanza?.Id);
        Assert.Equal(expected, error?.Condition);
    }

    [Fact]
    public void Iq_needs_an_id_and_a_type()
    {
        Assert.True(Stanza.TryRead(Root("iq", ("type", "get")), out _, out var noId));
        Assert.True(Stanza.TryRead(Root("iq", ("id", "1")), out _, out var noType));
        Assert.Equal((StanzaErrorCondition.BadRequest, StanzaErrorCondition.BadRequest), (noId!.Condition, noType!.Condition));
    }

    [Fact]
    public void Another_element_is_no_stanza() => Assert.False(Stanza.TryRead(Root("features"), out _, out _));

    [Fact]
    public void Answers_go_back_to_the_sender()
    {
        var request = new Iq(new StanzaHeader(Jid.Parse("a@b/c"), Jid.Parse("d@e"), "7"), IqType.Get);
        Assert.Equal("<iq xmlns='jabber:client' to='a@b/c' from='d@e' id='7' type='result'/>", request.ToResult().ToString());
        var error = request.ToError(StanzaError.ItemNotFound());
        Assert.Equal(StanzaErrorCondition.ItemNotFound, error.Error?.Condition);
        Assert.Equal((request.From, request.To), (error.To, error.From));
    }

    [Theory]
    [InlineData("<query xmlns='jabber:iq:register'><username>a</username><password>s3cret</password></query>")]
    [InlineData("<x xmlns='jabber:x:data' type='submit'><field var='Password-Verify'><value>s3cret</value></field></x>")]
    [InlineData("<command xmlns='urn:c'><x xmlns='jabber:x:data' type='submit'><field var='pin' type='text-private'><value>s3cret</value></field></x></command>")]
    public void An_error_does_not_repeat_a_password(string content)
    {
        var request = new Iq(new StanzaHeader(default, Jid.Parse("example.com"), "1"), IqType.Set, XmlFragment.ParseElement(content));
        Assert.Equal("error", Assert.Single(request.ToError(StanzaError.NotAllowed()).Elements()).Name);
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData(" -128 ", -128)]
    [InlineData("128", 0)]
    [InlineData("high", 0)]
    public void Priority_is_a_signed_byte(string text, int expected)
        => Assert.Equal(expected, new Presence(default, PresenceType.Available, new Element("priority", Stanza.ClientNamespace, text)).Priority);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_appended_child_is_in_the_tree_and_in_the_bytes(bool read)
    {
        var content = System.Text.Encoding.UTF8.GetBytes("<body>a &amp; b</body>");
        var message = new Message(new StanzaHeader(default, Jid.Parse("b@example.com")), MessageType.Chat, XmlFragment.Parse(content, Stanza.ClientNamespace));
        // Once the bytes have been asked for, they are there to be kept.
        if (read) Assert.Equal(content, message.Payload.ToArray());
        var appended = message.Append(new Element("stanza-id", "urn:xmpp:sid:0", new XmlAttr("id", "1")));
        Assert.Equal("1", appended.Child("stanza-id", "urn:xmpp:sid:0")?["id"]);
        Assert.Equal("<body>a &amp; b</body><stanza-id xmlns='urn:xmpp:sid:0' id='1'/>", System.Text.Encoding.UTF8.GetString(appended.Payload.Span));
        Assert.Null(message.Child("stanza-id", "urn:xmpp:sid:0"));
    }

    [Fact]
    public void Bytes_that_came_stay_as_they_came_however_often_something_is_appended()
    {
        const string Came = "<body  >a</body><x:y xmlns:x='urn:x'/>";
        Assert.True(Stanza.TryRead(new RawElement("message", Stanza.ClientNamespace, [], System.Text.Encoding.UTF8.GetBytes(Came)), Jid.Parse("a@example.com/x"), out var stanza, out _));
        var twice = ((Message)stanza!).Append(new Element("one", "urn:1")).Append(new Element("two", "urn:2"));
        const string Whole = Came + "<one xmlns='urn:1'/><two xmlns='urn:2'/>";
        using (var buffer = ScratchBuffer.Rent())
        {
            Assert.True(twice.HasPayload);
            twice.WritePayload(buffer);
            Assert.Equal(Whole, System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
        var moved = twice.WithAddresses(default, Jid.Parse("b@example.com"));
        Assert.Equal(Whole, System.Text.Encoding.UTF8.GetString(moved.Payload.Span));
        Assert.Equal(Whole, System.Text.Encoding.UTF8.GetString(twice.Payload.Span));
        Assert.Equal(4, moved.Content.Length);
        Assert.Equal(Came, System.Text.Encoding.UTF8.GetString(stanza.Payload.Span));
    }

    [Fact]
    public void The_sender_is_the_one_who_is_known()
    {
        var raw = new RawElement("message", Stanza.ClientNamespace, [new XmlAttr("from", "b@example.com"), new XmlAttr("to", "c@example.com")], default);
        Assert.True(Stanza.TryRead(raw, Jid.Parse("a@example.com/x"), out var stanza, out var error));
        Assert.Null(error);
        Assert.Equal("a@example.com/x", stanza!.From.ToString());
        Assert.Equal("c@example.com", stanza.To.ToString());
        Assert.False(stanza.HasPayload);
    }
}
