using System.Collections.Immutable;
using System.Text;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>Parses content and elements that are complete, into trees.</summary>
public static class XmlFragment
{
    // What is parsed here passed a reader's limits, or is our own; the bounds keep recursion over a tree safe and nothing more.
    private static readonly XmlLimits s_limits = new()
    {
        MaxStanzaBytes = int.MaxValue,
        MaxDepth = 2048,
        MaxAttributes = 16_384,
        MaxNameBytes = 1 << 20,
        MaxNamespaces = 16_384,
    };

    // The payload of every stanza is parsed once: its scanner is worth keeping. Nothing in here calls back, so one per thread will do.
    [ThreadStatic]
    private static ContentScanner? t_scanner;
    [ThreadStatic]
    private static NamespaceScope? t_scope;
    [ThreadStatic]
    private static TreeSink? t_sink;

    /// <summary>The nodes (strings and elements) of <paramref name="innerXml"/> under the default namespace <paramref name="ns"/>.</summary>
    /// <exception cref="XmlStreamException">The bytes are not such content.</exception>
    public static ImmutableArray<object> Parse(ReadOnlyMemory<byte> innerXml, string ns)
    {
        if (innerXml.IsEmpty) return [];
        t_scope ??= new NamespaceScope();
        t_scope.Clear();
        t_scope.Declare("", ns, 0, s_limits, 0);
        t_scanner ??= new ContentScanner(t_scope) { Limits = s_limits };
        t_scanner.Begin(0);
        (t_sink ??= new TreeSink()).Reset();
        t_scanner.ReadContent(innerXml.Span, ref t_sink);
        return t_sink.Nodes();
    }

    /// <summary>Parses one element, with nothing but white space around it.</summary>
    /// <param name="xml">The element as text.</param>
    /// <param name="ns">The default namespace in scope.</param>
    /// <exception cref="XmlStreamException">The text is not one well-formed element of XMPP's subset of XML.</exception>
    public static Element ParseElement(string xml, string ns = "") => OneElement(xml, Scope(ns, null));

    /// <summary>Parses one element, with nothing but white space around it, where prefixes are already declared.</summary>
    /// <param name="xml">The element as text.</param>
    /// <param name="ns">The default namespace in scope.</param>
    /// <param name="prefixes">The namespace of each prefix in scope.</param>
    /// <exception cref="XmlStreamException">The text is not one well-formed element of XMPP's subset of XML.</exception>
    public static Element ParseElement(string xml, string ns, IReadOnlyDictionary<string, string> prefixes) => OneElement(xml, Scope(ns, prefixes));

    /// <summary>The nodes of content found where <paramref name="surroundings"/> is in force.</summary>
    internal static ImmutableArray<object> Parse(ReadOnlySpan<byte> content, NamespaceScope surroundings)
    {
        var scope = new NamespaceScope();
        scope.CopyFrom(surroundings);
        return Nodes(content, scope);
    }

    private static Element OneElement(string xml, NamespaceScope scope)
    {
        Element? found = null;
        foreach (var node in Nodes(Encoding.UTF8.GetBytes(xml), scope))
        {
            if (node is Element e && found is null) found = e;
            else if (node is not string text || text.AsSpan().ContainsAnyExcept(" \t\n"))
                throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "There is more than one element.");
        }
        return found ?? throw new XmlStreamException(StreamErrorCondition.NotWellFormed, "There is no element.");
    }

    private static NamespaceScope Scope(string ns, IReadOnlyDictionary<string, string>? prefixes)
    {
        var scope = new NamespaceScope();
        scope.Declare("", ns, 0, s_limits, 0);
        if (prefixes is null) return scope;
        foreach (var (prefix, uri) in prefixes) scope.Declare(prefix, uri, 0, s_limits, 0);
        return scope;
    }

    private static ImmutableArray<object> Nodes(ReadOnlySpan<byte> content, NamespaceScope scope)
    {
        var sink = new TreeSink();
        new ContentScanner(scope) { Limits = s_limits }.ReadContent(content, ref sink);
        return sink.Nodes();
    }
}
