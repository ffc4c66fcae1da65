using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Sasl;

/// <summary>The elements of an exchange on the wire (RFC 6120 §6.4).</summary>
public static class SaslElement
{
    /// <summary>The namespace of <c>mechanisms</c>, <c>auth</c>, <c>challenge</c>, <c>response</c>, <c>success</c> and <c>failure</c>.</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:xmpp-sasl";

    /// <summary>An element with data. Where data is optional (auth, success) empty data is written <c>=</c>, which differs from none (§6.4.2, §6.4.6).</summary>
    /// <param name="name"><c>challenge</c>, <c>response</c>, <c>success</c> or <c>auth</c>.</param>
    /// <param name="data">The data, or null.</param>
    public static Element Of(string name, ReadOnlyMemory<byte>? data) => new(name, Namespace, data switch
    {
        null => "",
        { Length: 0 } => name is "auth" or "success" ? "=" : "",
        { } some => Convert.ToBase64String(some.Span),
    });

    /// <summary>The <c>failure</c> element (§6.5).</summary>
    public static Element Failure(SaslFailure condition, string? text = null) => new("failure", Namespace,
        new Element(WireName.Of(condition), Namespace),
        text is null ? null : new Element("text", Namespace, XmlAttr.Lang("en"), text));

    /// <summary>The condition of a <c>failure</c> element; null where it names none that is known.</summary>
    public static SaslFailure? ConditionOf(Element failure)
    {
        foreach (var child in failure.Elements())
            if (child.Namespace == Namespace && WireName.TryParse<SaslFailure>(child.Name, out var condition)) return condition;
        return null;
    }

    /// <summary>Reads an element's data. False where it is not base64 (incorrect-encoding); null where there is none, empty for <c>=</c>.</summary>
    public static bool TryDecode(string text, out byte[]? data)
    {
        data = null;
        if (text.Length == 0) return true;
        if (text == "=") data = [];
        else if (ScramText.TryBase64(text, out var decoded)) data = decoded;
        return data is not null;
    }
}
