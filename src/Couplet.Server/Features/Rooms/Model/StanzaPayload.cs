using System.Collections.Immutable;
using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms;

/// <summary>The content of a stanza as a room keeps it: a tree while it is used, XML text where it is stored. Equal when the text is.</summary>
internal sealed class StanzaPayload : IEquatable<StanzaPayload>
{
    private ImmutableArray<object> _nodes;
    private string? _xml;

    private StanzaPayload(ImmutableArray<object> nodes, string? xml)
    {
        _nodes = nodes;
        _xml = xml;
    }

    /// <summary>Nothing.</summary>
    internal static StanzaPayload Empty { get; } = new([], "");

    /// <summary>From a tree; text between the elements is dropped.</summary>
    internal static StanzaPayload Of(ImmutableArray<object> nodes)
    {
        // White space between a stanza's children means nothing.
        var elements = nodes.RemoveAll(n => n is not Element);
        return elements.IsEmpty ? Empty : new(elements, null);
    }

    /// <summary>From stored text, which is parsed on first use.</summary>
    internal static StanzaPayload FromXml(string xml) => xml.Length == 0 ? Empty : new(default, xml);

    /// <summary>The elements.</summary>
    internal ImmutableArray<object> Nodes
    {
        get
        {
            if (_nodes.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _nodes, XmlFragment.Parse(Encoding.UTF8.GetBytes(_xml!), Stanza.ClientNamespace));
            return _nodes;
        }
    }

    /// <summary>The content as XML under the client namespace.</summary>
    internal string Xml
    {
        get
        {
            if (_xml is null)
            {
                var text = new StringBuilder();
                foreach (var node in _nodes)
                    text.Append(ElementWriter.ToText((Element)node, Stanza.ClientNamespace));
                _xml = text.ToString();
            }
            return _xml;
        }
    }

    /// <summary>The first child element of this name and namespace, or null.</summary>
    internal Element? Child(string name, string ns)
    {
        foreach (var node in Nodes)
            if (node is Element e && e.Is(name, ns)) return e;
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(StanzaPayload? other) => other is not null && (ReferenceEquals(this, other) || Xml == other.Xml);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StanzaPayload);

    /// <inheritdoc/>
    public override int GetHashCode() => Xml.GetHashCode(StringComparison.Ordinal);
}
