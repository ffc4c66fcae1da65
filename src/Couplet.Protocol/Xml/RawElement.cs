using System.Collections.Immutable;

namespace Couplet.Protocol.Xml;

/// <summary>
/// A complete element as the reader delivers it: the root's name and attributes are decoded, the content is kept as the bytes that
/// came in. <see cref="InnerXml"/> is well-formed UTF-8 and stands on its own wherever the default namespace in scope is
/// <see cref="Namespace"/>: it uses no prefix but <c>xml</c> that it does not declare itself. (Where the bytes that came in depend on
/// declarations of the stream header or the root, the reader rewrites them.)
/// </summary>
public sealed class RawElement(string name, string ns, ImmutableArray<XmlAttr> attributes, ReadOnlyMemory<byte> innerXml)
{
    private Element? _element;

    /// <summary>The root's local name.</summary>
    public string Name { get; } = name;

    /// <summary>The root's namespace name.</summary>
    public string Namespace { get; } = ns;

    /// <summary>The root's attributes without namespace declarations.</summary>
    public ImmutableArray<XmlAttr> Attributes { get; } = attributes.IsDefault ? [] : attributes;

    /// <summary>The content, byte for byte where possible. Owned by this object: never a pooled buffer.</summary>
    public ReadOnlyMemory<byte> InnerXml { get; } = innerXml;

    /// <summary>The value of the attribute without a namespace, or null.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (var a in Attributes)
                if (a.Name == attribute && a.Namespace.Length == 0) return a.Value;
            return null;
        }
    }

    /// <summary>The whole as a tree; parsed on first use.</summary>
    public Element ToElement() => _element ??= new Element(Name, Namespace, Attributes, XmlFragment.Parse(InnerXml, Namespace));
}
