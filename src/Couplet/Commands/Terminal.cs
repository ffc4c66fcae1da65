using System.CommandLine;

namespace Couplet.Commands;

/// <summary>Where a command speaks to.</summary>
/// <param name="Out">Its answer.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    internal static Terminal Of(ParseResult parsed) => new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

    /// <summary>Says why the command cannot be done.</summary>
    /// <returns>The exit code for that.</returns>
    internal int Fail(string sentence)
    {
        Error.WriteLine($"couplet: {sentence}");
        return 2;
    }
}
