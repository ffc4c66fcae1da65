using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>The namespace declarations in force (Namespaces in XML 1.0), as a stack.</summary>
internal sealed class NamespaceScope
{
    private const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    private Binding[] _bindings = new Binding[8];
    private int _count;

    /// <summary>Brings a prefix (empty: the default namespace) into force for the element at <paramref name="depth"/>.</summary>
    internal void Declare(string prefix, string uri, int depth, XmlLimits limits, long position)
    {
        if (_count >= limits.MaxNamespaces)
            throw new XmlStreamException(StreamErrorCondition.PolicyViolation, "Too many namespace declarations.", position);
        // XML Names §3: what xml and xmlns mean is fixed, and nothing else can mean it; a prefix cannot be undeclared (§5).
        var wrong = prefix switch
        {
            "xml" => uri != XmlAttr.XmlNamespace,
            "xmlns" => true,
            "" => uri is XmlAttr.XmlNamespace or XmlnsNamespace,
            _ => uri is "" or XmlAttr.XmlNamespace or XmlnsNamespace,
        };
        if (wrong) throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "A namespace declaration is not allowed.", position);
        if (_count == _bindings.Length) Array.Resize(ref _bindings, _count * 2);
        _bindings[_count++] = new Binding(prefix, uri, depth);
    }

    /// <summary>Ends the declarations of the element at <paramref name="depth"/> and of all inside.</summary>
    internal void Leave(int depth)
    {
        while (_count > 0 && _bindings[_count - 1].Depth >= depth) _count--;
    }

    /// <summary>The declaration in force; false for a prefix without one. Without a declaration the default namespace is empty, from depth 0.</summary>
    internal bool TryResolve(string prefix, out Binding binding)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_bindings[i].Prefix != prefix) continue;
            binding = _bindings[i];
            return true;
        }
        binding = prefix == "xml" ? new Binding(prefix, XmlAttr.XmlNamespace, int.MaxValue) : new Binding(prefix, "", 0);
        return prefix is "xml" or "";
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Takes over what is in force in <paramref name="other"/>, as if declared outside of everything.</summary>
    internal void CopyFrom(NamespaceScope other)
    {
        _bindings = other._bindings.AsSpan(0, Math.Max(other._count, 1)).ToArray();
        _count = other._count;
        foreach (ref var b in _bindings.AsSpan(0, _count)) b = b with { Depth = 0 };
    }

    internal readonly record struct Binding(string Prefix, string Uri, int Depth);
}
