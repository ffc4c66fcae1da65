using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Stanzas;

/// <summary>A stream error (RFC 6120 §4.9): what is said before a stream is closed.</summary>
public sealed record StreamError(StreamErrorCondition Condition, string? Text = null, Element? Application = null)
{
    /// <summary>The namespace of the conditions.</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:xmpp-streams";

    /// <summary>The namespace of <c>stream</c>, <c>features</c> and <c>error</c>.</summary>
    public const string StreamNamespace = "http://etherx.jabber.org/streams";

    /// <summary>The condition's name on the wire, such as <c>not-well-formed</c>.</summary>
    public string Name => WireName.Of(Condition);

    /// <summary>The <c>stream:error</c> element.</summary>
    public Element ToElement() => new("error", StreamNamespace,
        new Element(Name, Namespace),
        Text is null ? null : new Element("text", Namespace, XmlAttr.Lang("en"), Text),
        Application);
}
