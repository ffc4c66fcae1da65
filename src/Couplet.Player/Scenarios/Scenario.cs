using System.Collections.Immutable;

namespace Couplet.Player.Scenarios;

/// <summary>A script that has been read: its clients and what they do, in order.</summary>
/// <param name="File">The script, as it was named.</param>
/// <param name="Title">The first comment that begins with <c>#</c>; the file's name where there is none.</param>
/// <param name="Clients">The clients in the order of their declaration.</param>
/// <param name="Actions">The actions in order.</param>
public sealed record Scenario(string File, string Title, ImmutableArray<ScenarioClient> Clients, ImmutableArray<ScenarioAction> Actions)
{
    /// <summary>Reads a script from a file.</summary>
    /// <exception cref="ScenarioException">It cannot be read.</exception>
    public static Scenario Load(string file)
    {
        byte[] bytes;
        try
        {
            bytes = System.IO.File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(file, 1, 1, $"cannot be opened: {e.Message}");
        }
        return Parse(file, ScriptText.Decode(file, bytes));
    }

    /// <summary>Reads a script from text; <paramref name="file"/> only names it in errors.</summary>
    /// <exception cref="ScenarioException">It cannot be read.</exception>
    public static Scenario Parse(string file, string text) => new ScenarioParser(file, text).Parse();
}
