using System.Collections.Frozen;
using System.Text;

namespace Couplet.Protocol.Stanzas;

/// <summary>Between <c>NotWellFormed</c> and <c>not-well-formed</c>.</summary>
internal static class WireName
{
    internal static string Of<T>(T value) where T : struct, Enum => Table<T>.Names[value];

    internal static bool TryParse<T>(string name, out T value) where T : struct, Enum => Table<T>.Values.TryGetValue(name, out value);

    private static string Hyphenate(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private static class Table<T> where T : struct, Enum
    {
        internal static readonly FrozenDictionary<T, string> Names = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => Hyphenate(v.ToString()));
        internal static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(p => p.Value, p => p.Key);
    }
}
