using System.Globalization;
using System.Text;

namespace Couplet.Server.Storage;

/// <summary>
/// Text as full-text search sees it. Every storage indexes these words and none of its own, so that a search finds the same
/// everywhere.
/// </summary>
internal static class SearchText
{
    /// <summary>Longer words are cut: no index likes them, and nobody types them.</summary>
    private const int MaxWord = 64;

    /// <summary>The distinct words of a text: runs of letters and digits, in lower case, without accents.</summary>
    public static IReadOnlyCollection<string> Words(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [];
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            if (Rune.IsLetterOrDigit(rune)) word.Append(Rune.ToLowerInvariant(rune).ToString());
            else Flush(words, word);
        }
        Flush(words, word);
        return words;
    }

    private static void Flush(HashSet<string> words, StringBuilder word)
    {
        if (word.Length == 0) return;
        var length = Math.Min(word.Length, MaxWord);
        if (char.IsHighSurrogate(word[length - 1])) length--;
        words.Add(word.ToString(0, length));
        word.Clear();
    }
}
