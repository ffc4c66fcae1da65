namespace Couplet.Player.Scenarios;

/// <summary>
/// Finds the end of a body's element and what is wrong with its tags. The XML parser proper knows no positions, and an author of
/// scripts wants to be told where the tag stands that was never closed.
/// </summary>
internal sealed class BodyScanner
{
    private readonly ScriptBody _source;
    private readonly Stack<(string Name, int Offset, HashSet<string> Prefixes)> _open = new();
    private readonly char[] _xml;
    private readonly string _text;
    private int _at;
    private bool _hasRoot;

    private BodyScanner(ScriptBody source)
    {
        _source = source;
        _text = VariableText.Mask(source.Text);
        _xml = _text.ToCharArray();
    }

    /// <summary>Scans as far as the first element reaches.</summary>
    /// <exception cref="ScenarioException">A tag that closes no open one, a prefix that is not declared, something XMPP forbids.</exception>
    public static BodyExtent Scan(ScriptBody source) => new BodyScanner(source).Run();

    private BodyExtent Run()
    {
        _at = _text.Length - _text.AsSpan().TrimStart().Length;
        if (_text[_at] != '<') throw _source.Error(_at, "an XML element should stand here");
        do
        {
            var tag = _text.IndexOf('<', _at);
            if (tag < 0) break;
            if (!Markup(tag)) return Open(tag, "");
        }
        while (_open.Count > 0 || !_hasRoot);
        return _open.TryPeek(out var innermost) ? Open(innermost.Offset, innermost.Name) : new BodyExtent(new string(_xml), _at, -1, "");
    }

    /// <summary>Passes one piece of markup; false if it does not end.</summary>
    private bool Markup(int tag)
    {
        var rest = _text.AsSpan(tag);
        if (rest.StartsWith("<!--")) return Pass(tag, "-->", blank: true);
        if (rest.StartsWith("<![CDATA[")) return Pass(tag, "]]>", blank: false);
        if (rest.StartsWith("<!") || rest.StartsWith("<?")) throw _source.Error(tag, "XMPP has neither declarations nor processing instructions");
        if (rest.StartsWith("</")) return EndTag(tag);
        return StartTag(tag);
    }

    private bool Pass(int from, string terminator, bool blank)
    {
        var end = _text.IndexOf(terminator, from, StringComparison.Ordinal);
        if (end < 0) return false;
        _at = end + terminator.Length;
        if (blank) Array.Fill(_xml, ' ', from, _at - from);
        return true;
    }

    private bool EndTag(int tag)
    {
        var end = _text.IndexOf('>', tag);
        if (end < 0) return false;
        var name = _text[(tag + 2)..end].TrimEnd();
        if (!_open.TryPop(out var open)) throw _source.Error(tag, $"</{name}> closes nothing");
        if (open.Name != name) throw _source.Error(tag, $"</{name}> stands where <{open.Name}> should be closed");
        _at = end + 1;
        return true;
    }

    private bool StartTag(int tag)
    {
        var read = StartTagReader.Read(_text, tag);
        if (read is null) return false;
        if (read.Name.Length == 0) throw _source.Error(tag, "'<' begins no tag here; in text it is written &lt;");
        _hasRoot = true;
        var prefixes = _open.TryPeek(out var parent) ? parent.Prefixes : [ScansionNames.Prefix, ScansionNames.StreamPrefix, "xml", "xmlns"];
        if (read.Declared.Count > 0) prefixes = [.. prefixes, .. read.Declared];
        foreach (var (prefix, offset) in read.Used)
            if (!prefixes.Contains(prefix)) throw _source.Error(offset, $"the prefix '{prefix}' is not declared");
        if (!read.IsEmpty) _open.Push((read.Name, tag, prefixes));
        _at = read.End;
        return true;
    }

    private BodyExtent Open(int tag, string name) => new(new string(_xml), _text.Length, tag, name);
}
