using System.Collections.Immutable;
using System.Xml;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Portability;

/// <summary>
/// A portable file as a row of elements. Other servers' files may hold what XMPP's own subset of XML does not (comments, a declaration),
/// so the general reader is at work here, with everything off that reaches beyond the file.
/// </summary>
internal sealed class PortableReader : IDisposable
{
    private const int MostDepth = 256;
    private const long MostCharacters = 64L << 20;

    private readonly string _file;
    private readonly FileStream _stream;
    private readonly XmlReader _xml;

    /// <exception cref="PortableDataException">The file cannot be opened or has no root.</exception>
    internal PortableReader(string file)
    {
        _file = file;
        try
        {
            _stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PortableDataException($"{file} cannot be read: {e.Message}", e);
        }
        _xml = XmlReader.Create(_stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
        });
        try
        {
            _xml.MoveToContent();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The place in the file, for people.</summary>
    internal string Where => $"{_file}, line {((IXmlLineInfo)_xml).LineNumber}";

    internal string Folder => Path.GetDirectoryName(Path.GetFullPath(_file))!;

    internal string Name => _xml.LocalName;

    internal int Depth => _xml.Depth;

    internal bool Is(string name, string ns) => _xml.NodeType == XmlNodeType.Element && _xml.LocalName == name && _xml.NamespaceURI == ns;

    internal string? Attribute(string name) => _xml.GetAttribute(name);

    /// <summary>
    /// Goes to the next child of the element at a depth; false at its end, which is passed. The child must have been read or passed over
    /// before the next call.
    /// </summary>
    internal bool NextChild(int depth, ref bool isInside)
    {
        if (!isInside)
        {
            isInside = true;
            if (_xml.IsEmptyElement)
            {
                _xml.Read();
                return false;
            }
            _xml.Read();
        }
        while (true)
        {
            if (_xml.NodeType == XmlNodeType.Element) return true;
            if (_xml.NodeType == XmlNodeType.EndElement && _xml.Depth == depth)
            {
                _xml.Read();
                return false;
            }
            if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) throw new PortableDataException($"There is text where an element is expected: '{Cut(_xml.Value)}'.");
            if (!_xml.Read()) return false;
        }
    }

    /// <summary>Passes over the element.</summary>
    internal void Skip() => _xml.Skip();

    /// <summary>Passes over what is left of the element at a depth, with its end.</summary>
    internal void Leave(int depth)
    {
        while (!_xml.EOF && _xml.Depth > depth) _xml.Skip();
        if (_xml.NodeType is XmlNodeType.EndElement && _xml.Depth == depth) _xml.Read();
    }

    /// <summary>Reads the element and passes it.</summary>
    internal Element ReadElement()
    {
        var left = MostCharacters;
        return ReadElement(1, ref left);
    }

    private Element ReadElement(int depth, ref long left)
    {
        if (depth > MostDepth) throw new PortableDataException($"Elements are nested deeper than {MostDepth} levels.");
        var (name, ns) = (_xml.LocalName, _xml.NamespaceURI);
        var attributes = ImmutableArray.CreateBuilder<XmlAttr>();
        var isEmpty = _xml.IsEmptyElement;
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.NamespaceURI == "http://www.w3.org/2000/xmlns/") continue;
            attributes.Add(new XmlAttr(_xml.LocalName, _xml.Value, _xml.NamespaceURI));
            Count(_xml.Value.Length, ref left);
        }
        _xml.MoveToElement();
        Count(name.Length, ref left);
        var nodes = ImmutableArray.CreateBuilder<object>();
        _xml.Read();
        if (isEmpty) return new Element(name, ns, attributes.DrainToImmutable(), []);
        while (_xml.NodeType != XmlNodeType.EndElement)
        {
            if (_xml.NodeType == XmlNodeType.Element)
            {
                nodes.Add(ReadElement(depth + 1, ref left));
                continue;
            }
            if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                Count(_xml.Value.Length, ref left);
                // Text that a comment or CDATA has cut in two is one text.
                if (nodes is [.., string before]) nodes[^1] = before + _xml.Value;
                else nodes.Add(_xml.Value);
            }
            _xml.Read();
        }
        _xml.Read();
        return new Element(name, ns, attributes.DrainToImmutable(), nodes.DrainToImmutable());
    }

    private static void Count(int characters, ref long left)
    {
        if ((left -= characters) < 0) throw new PortableDataException($"An element is larger than {MostCharacters} characters.");
    }

    private static string Cut(string text) => text.Trim() is var trimmed && trimmed.Length <= 40 ? trimmed : string.Concat(trimmed.AsSpan(0, 40), "…");

    public void Dispose()
    {
        _xml.Dispose();
        _stream.Dispose();
    }
}
