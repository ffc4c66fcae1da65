namespace Couplet.Protocol.Xml;

/// <summary>An attribute. <see cref="Namespace"/> is empty for the usual attribute without a prefix.</summary>
public readonly record struct XmlAttr(string Name, string Value, string Namespace = "")
{
    /// <summary>The namespace to which the prefix <c>xml</c> is bound (XML Names §3).</summary>
    public const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    /// <summary><c>xml:lang</c> (RFC 6120 §4.7.4).</summary>
    public static XmlAttr Lang(string value) => new("lang", value, XmlNamespace);
}
