namespace Couplet.Player.Scenarios;

/// <summary>A start tag taken apart as far as names go.</summary>
internal sealed class StartTagReader
{
    private const string Declaration = "xmlns:";

    private StartTagReader(string name) => Name = name;

    public string Name { get; }

    public List<string> Declared { get; } = [];

    public List<(string Prefix, int Offset)> Used { get; } = [];

    public bool IsEmpty { get; private set; }

    /// <summary>The offset behind the tag.</summary>
    public int End { get; private set; }

    /// <summary>Reads the tag at <paramref name="tag"/>; null if it does not end.</summary>
    public static StartTagReader? Read(string text, int tag)
    {
        var at = tag + 1;
        var read = new StartTagReader(Word(text, ref at));
        read.Use(read.Name, tag + 1);
        while (at < text.Length)
        {
            var c = text[at];
            if (c is '\'' or '"')
            {
                at = text.IndexOf(c, at + 1);
                if (at < 0) return null;
                at++;
            }
            else if (c == '>')
            {
                read.IsEmpty = text[at - 1] == '/';
                read.End = at + 1;
                return read;
            }
            else if (c == '<') return null; // the tag is not closed: the next one begins
            else if (c is '/' or '=' || char.IsWhiteSpace(c)) at++;
            else
            {
                var start = at;
                var name = Word(text, ref at);
                if (name.StartsWith(Declaration, StringComparison.Ordinal)) read.Declared.Add(name[Declaration.Length..]);
                else read.Use(name, start);
            }
        }
        return null;
    }

    private void Use(string name, int offset)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0) Used.Add((name[..colon], offset));
    }

    private static string Word(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('/' or '>' or '=' or '<' or '\'' or '"')) at++;
        return text[start..at];
    }
}
