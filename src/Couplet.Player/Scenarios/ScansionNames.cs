namespace Couplet.Player.Scenarios;

/// <summary>What the language itself calls things inside XML.</summary>
internal static class ScansionNames
{
    /// <summary>The prefix of the language's own attributes, bound in every body.</summary>
    public const string Prefix = "scansion";

    /// <summary>The prefix of stream elements, bound in every body.</summary>
    public const string StreamPrefix = "stream";

    /// <summary>The namespace behind <see cref="Prefix"/>; it never leaves the player.</summary>
    public const string Namespace = "urn:x-couplet:scansion";

    /// <summary>The attribute that sets an expected element's mode.</summary>
    public const string Strict = "strict";

    /// <summary>The value that any value answers.</summary>
    public const string Any = "{scansion:any}";

    private const string CaptureStart = "{scansion:capture:";

    /// <summary>Whether any value will do.</summary>
    public static bool IsWild(string value) => value == Any || Captured(value) is not null;

    /// <summary>The name under which a value is to be kept, or null if <paramref name="value"/> is no capture.</summary>
    public static string? Captured(string value)
        => value.StartsWith(CaptureStart, StringComparison.Ordinal) && value.EndsWith('}') ? value[CaptureStart.Length..^1] : null;
}
