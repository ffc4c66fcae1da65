using Couplet.Protocol.Xml;

namespace Couplet.Player.Reports;

/// <summary>What was expected and what came, in two columns; the first difference is marked with an arrow.</summary>
internal static class SideBySide
{
    private const int MaxWidth = 72;
    private const string Mark = "> ";
    private const string NoMark = "  ";

    /// <summary>The rows: the left cell padded to one width, the right cell, and whether each is marked.</summary>
    public static IEnumerable<SideBySideRow> Rows(Element expected, Element? markedExpected, Element? received, Element? markedReceived)
    {
        var left = Cells(PrettyXml.Lines(expected, markedExpected), "expected");
        var right = received is null ? [("came", false), ("(nothing)", false)] : Cells(PrettyXml.Lines(received, markedReceived), "came");
        var width = left.Max(c => c.Text.Length);
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            var (leftText, leftMarked) = i < left.Count ? left[i] : ("", false);
            var (rightText, rightMarked) = i < right.Count ? right[i] : ("", false);
            yield return new SideBySideRow((leftMarked ? Mark : NoMark) + leftText.PadRight(width), leftMarked,
                ((rightMarked ? Mark : NoMark) + rightText).TrimEnd(), rightMarked);
        }
    }

    /// <summary>The lines under a heading, the long ones broken.</summary>
    private static List<(string Text, bool Marked)> Cells(IReadOnlyList<(string Text, bool Marked)> lines, string heading)
    {
        var cells = new List<(string, bool)> { (heading, false) };
        foreach (var (text, marked) in lines)
        {
            var indent = new string(' ', Math.Min(text.Length - text.TrimStart().Length + 4, MaxWidth / 2));
            var rest = text;
            while (rest.Length > MaxWidth)
            {
                var cut = rest.LastIndexOf(' ', MaxWidth);
                if (cut <= indent.Length) cut = MaxWidth;
                cells.Add((rest[..cut], marked));
                rest = indent + rest[cut..].TrimStart();
            }
            cells.Add((rest, marked));
        }
        return cells;
    }
}
