using System.Text;

namespace Couplet.Player.Scenarios;

/// <summary>A script as lines: UTF-8 with or without a byte order mark, any line ends.</summary>
internal static class ScriptText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a file's bytes.</summary>
    /// <exception cref="ScenarioException">They are not UTF-8.</exception>
    public static string Decode(string file, byte[] bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes.AsSpan(0, Math.Max(0, e.Index));
            var line = before.Count((byte)'\n') + 1;
            throw new ScenarioException(file, line, before.Length - before.LastIndexOf((byte)'\n'), "the file is not UTF-8 from here on");
        }
    }

    /// <summary>The lines, without line ends and without a byte order mark.</summary>
    public static string[] Lines(string text)
        => text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

    /// <summary>Whether the line is a comment: <c>#</c>, <c>//</c> or <c>--</c> in column 0, alone or followed by white space.</summary>
    public static bool IsComment(string line)
    {
        var mark = line.StartsWith('#') ? 1
            : line.StartsWith("//", StringComparison.Ordinal) || line.StartsWith("--", StringComparison.Ordinal) ? 2 : 0;
        return mark > 0 && (line.Length == mark || char.IsWhiteSpace(line[mark]));
    }

    /// <summary>Whether the line belongs to the block of the action above it.</summary>
    public static bool IsIndented(string line) => line.Length > 0 && char.IsWhiteSpace(line[0]);

    /// <summary>Whether the line ends the head: three or more dashes and nothing else.</summary>
    public static bool IsHeadEnd(string line)
    {
        var dashes = line.AsSpan().TrimEnd();
        return dashes.Length >= 3 && dashes.TrimStart('-').IsEmpty;
    }
}
