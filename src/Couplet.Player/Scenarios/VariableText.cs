using System.Text;

namespace Couplet.Player.Scenarios;

/// <summary>
/// Variables in text: <c>${…}</c>. Their names contain apostrophes, which would end an attribute's value; while XML is parsed these
/// are replaced by characters of the private use area.
/// </summary>
internal static class VariableText
{
    private const string Start = "${";
    private const string Quotes = "'\"&<>";
    private const char FirstMask = '\uF8E0';

    /// <summary>The text with the names of variables made harmless; as long as before.</summary>
    public static string Mask(string text)
    {
        var masked = text.ToCharArray();
        foreach (var (from, to) in Find(text))
            for (var i = from; i < to; i++)
                if (Quotes.IndexOf(masked[i], StringComparison.Ordinal) is >= 0 and var q) masked[i] = (char)(FirstMask + q);
        return new string(masked);
    }

    /// <summary>The names of variables in a text that has been masked or not.</summary>
    public static IEnumerable<string> Names(string text)
    {
        foreach (var (from, to) in Find(text)) yield return Unmask(text[from..to]);
    }

    /// <summary>The text with each variable replaced.</summary>
    public static string Replace(string text, Func<string, string> value)
    {
        if (!text.Contains(Start, StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        var done = 0;
        foreach (var (from, to) in Find(text))
        {
            result.Append(text, done, from - Start.Length - done).Append(value(Unmask(text[from..to])));
            done = to + 1;
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    private static string Unmask(string name)
    {
        for (var q = 0; q < Quotes.Length; q++) name = name.Replace((char)(FirstMask + q), Quotes[q]);
        return name;
    }

    /// <summary>The spans of names: from behind <c>${</c> to the brace. A name keeps to its line.</summary>
    private static List<(int From, int To)> Find(string text)
    {
        var found = new List<(int, int)>();
        for (var at = 0; (at = text.IndexOf(Start, at, StringComparison.Ordinal)) >= 0;)
        {
            var from = at + Start.Length;
            var to = text.AsSpan(from).IndexOfAny('}', '\n');
            if (to >= 0 && text[from + to] == '}') found.Add((from, from + to));
            at = from;
        }
        return found;
    }
}
