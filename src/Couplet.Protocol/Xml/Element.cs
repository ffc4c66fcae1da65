using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>
/// An immutable XML element: a name in a namespace, attributes, and children that are elements or text.
/// Prefixes are not kept; the writer declares namespaces where they change.
/// </summary>
public sealed class Element
{
    private readonly ImmutableArray<XmlAttr> _attributes;
    private readonly ImmutableArray<object> _nodes; // string or Element

    /// <summary>
    /// Builds an element. <paramref name="content"/> takes <see cref="XmlAttr"/>, <see cref="Element"/>, <see cref="string"/> (text),
    /// sequences of these, and null, which is skipped.
    /// </summary>
    public Element(string name, string ns, params ReadOnlySpan<object?> content)
    {
        Name = name;
        Namespace = ns;
        if (Count(content) is var (attributeCount, nodeCount))
        {
            var attributes = attributeCount == 0 ? [] : new XmlAttr[attributeCount];
            var nodes = nodeCount == 0 ? [] : new object[nodeCount];
            attributeCount = nodeCount = 0;
            foreach (var item in content)
                if (item is XmlAttr attribute) attributes[attributeCount++] = attribute;
                else if (item is not (null or "")) nodes[nodeCount++] = item;
            _attributes = ImmutableCollectionsMarshal.AsImmutableArray(attributes);
            _nodes = ImmutableCollectionsMarshal.AsImmutableArray(nodes);
            return;
        }
        ImmutableArray<XmlAttr>.Builder? moreAttributes = null;
        ImmutableArray<object>.Builder? moreNodes = null;
        foreach (var item in content)
            Add(item, ref moreAttributes, ref moreNodes);
        _attributes = moreAttributes?.DrainToImmutable() ?? [];
        _nodes = moreNodes?.DrainToImmutable() ?? [];
    }

    /// <summary>Builds an element from parts that are already arrays. Each node is a <see cref="string"/> or an <see cref="Element"/>.</summary>
    public Element(string name, string ns, ImmutableArray<XmlAttr> attributes, ImmutableArray<object> nodes)
    {
        Name = name;
        Namespace = ns;
        _attributes = attributes.IsDefault ? [] : attributes;
        _nodes = nodes.IsDefault ? [] : nodes;
    }

    /// <summary>The local name.</summary>
    public string Name { get; }

    /// <summary>The namespace name; empty for none.</summary>
    public string Namespace { get; }

    /// <summary>The attributes, in document order; namespace declarations are not among them.</summary>
    public ImmutableArray<XmlAttr> Attributes => _attributes;

    /// <summary>The children in document order; each is a <see cref="string"/> (text) or an <see cref="Element"/>.</summary>
    public ImmutableArray<object> Nodes => _nodes;

    /// <summary>The value of the attribute without a namespace, or null.</summary>
    public string? this[string attribute] => Attribute(attribute, "");

    /// <summary>The value of an attribute, or null.</summary>
    public string? Attribute(string name, string ns)
    {
        foreach (var a in _attributes)
            if (a.Name == name && a.Namespace == ns) return a.Value;
        return null;
    }

    /// <summary><c>xml:lang</c>, or null.</summary>
    public string? Lang => Attribute("lang", XmlAttr.XmlNamespace);

    /// <summary>The child elements.</summary>
    public IEnumerable<Element> Elements()
    {
        foreach (var n in _nodes)
            if (n is Element e) yield return e;
    }

    /// <summary>The child elements of this name and namespace.</summary>
    public IEnumerable<Element> Elements(string name, string ns)
    {
        foreach (var n in _nodes)
            if (n is Element e && e.Is(name, ns)) yield return e;
    }

    /// <summary>The child elements of this name in the element's own namespace.</summary>
    public IEnumerable<Element> Elements(string name) => Elements(name, Namespace);

    /// <summary>The first child element of this name and namespace, or null.</summary>
    public Element? Child(string name, string ns)
    {
        foreach (var n in _nodes)
            if (n is Element e && e.Is(name, ns)) return e;
        return null;
    }

    /// <summary>The first child element of this name in the element's own namespace, or null.</summary>
    public Element? Child(string name) => Child(name, Namespace);

    /// <summary>The first child element, or null.</summary>
    public Element? FirstChild
    {
        get
        {
            foreach (var n in _nodes)
                if (n is Element e) return e;
            return null;
        }
    }

    /// <summary>The text directly in this element, joined; never null.</summary>
    public string Text
    {
        get
        {
            if (_nodes.Length == 0) return "";
            if (_nodes.Length == 1) return _nodes[0] as string ?? "";
            var text = new StringBuilder();
            foreach (var n in _nodes)
                if (n is string s) text.Append(s);
            return text.ToString();
        }
    }

    /// <summary>Whether this element has the name and namespace.</summary>
    public bool Is(string name, string ns) => Name == name && Namespace == ns;

    /// <summary>A copy with the attribute set, or removed when <paramref name="value"/> is null.</summary>
    public Element With(string attribute, string? value)
    {
        var builder = ImmutableArray.CreateBuilder<XmlAttr>(_attributes.Length + 1);
        var done = value is null;
        foreach (var a in _attributes)
        {
            if (a.Name != attribute || a.Namespace.Length != 0) builder.Add(a);
            else if (!done)
            {
                builder.Add(new XmlAttr(attribute, value!));
                done = true;
            }
        }
        if (!done) builder.Add(new XmlAttr(attribute, value!));
        return new Element(Name, Namespace, builder.DrainToImmutable(), _nodes);
    }

    /// <summary>A copy with <paramref name="nodes"/> (elements and text) appended.</summary>
    public Element Append(params ReadOnlySpan<object> nodes) => new(Name, Namespace, _attributes, _nodes.AddRange(nodes));

    /// <summary>A copy with other children.</summary>
    public Element WithNodes(ImmutableArray<object> nodes) => new(Name, Namespace, _attributes, nodes);

    /// <summary>A copy without the child elements that <paramref name="unwanted"/> selects.</summary>
    public Element Without(Func<Element, bool> unwanted)
        => WithNodes(_nodes.RemoveAll(n => n is Element e && unwanted(e)));

    /// <summary>The element as XML text, with its namespace declared.</summary>
    public override string ToString() => ElementWriter.ToText(this);

    // How much there is of each; null when there are sequences among it.
    private static (int Attributes, int Nodes)? Count(ReadOnlySpan<object?> content)
    {
        int attributes = 0, nodes = 0;
        foreach (var item in content)
        {
            if (item is XmlAttr) attributes++;
            else if (item is string or Element) nodes += item is "" ? 0 : 1;
            else if (item is not null) return null;
        }
        return (attributes, nodes);
    }

    private static void Add(object? item, ref ImmutableArray<XmlAttr>.Builder? attributes, ref ImmutableArray<object>.Builder? nodes)
    {
        switch (item)
        {
            case null:
                break;
            case XmlAttr a:
                (attributes ??= ImmutableArray.CreateBuilder<XmlAttr>()).Add(a);
                break;
            case string s:
                if (s.Length > 0) (nodes ??= ImmutableArray.CreateBuilder<object>()).Add(s);
                break;
            case Element e:
                (nodes ??= ImmutableArray.CreateBuilder<object>()).Add(e);
                break;
            case System.Collections.IEnumerable many:
                foreach (var one in many) Add(one, ref attributes, ref nodes);
                break;
            default:
                throw new ArgumentException($"An element cannot contain a {item.GetType()}.", nameof(item));
        }
    }
}
