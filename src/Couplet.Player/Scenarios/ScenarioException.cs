namespace Couplet.Player.Scenarios;

/// <summary>A script that cannot be read. Raised before anything is sent.</summary>
public sealed class ScenarioException(string file, int line, int column, string message) : Exception(message)
{
    /// <summary>The script, as it was named.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column in UTF-16 units, counted from 1.</summary>
    public int Column { get; } = column;

    /// <summary><c>file:line:column: message</c>.</summary>
    public string Report => $"{File}:{Line}:{Column}: {Message}";
}
