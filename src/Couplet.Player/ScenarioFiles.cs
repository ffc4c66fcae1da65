namespace Couplet.Player;

/// <summary>The scripts that a list of files and folders means.</summary>
internal static class ScenarioFiles
{
    private const string Pattern = "*.scs";

    /// <summary>The files in the order of the list; those of a folder, and of the folders in it, sorted.</summary>
    /// <exception cref="IOException">A path does not exist, or a folder holds no script.</exception>
    public static List<string> Find(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (File.Exists(path)) files.Add(path);
            else if (!Directory.Exists(path)) throw new IOException($"{path}: there is no such file or folder.");
            else
            {
                var inside = Directory.GetFiles(path, Pattern, SearchOption.AllDirectories);
                if (inside.Length == 0) throw new IOException($"{path}: there is no script ({Pattern}) in this folder.");
                files.AddRange(inside.Order(StringComparer.Ordinal));
            }
        }
        if (files.Count == 0) throw new IOException("No script is named: give files or folders.");
        return files;
    }
}
