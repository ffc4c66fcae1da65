using System.Text.RegularExpressions;

namespace Couplet.Tests.Docs;

/// <summary>The tables of docs/xeps.md that say where a behaviour is shown.</summary>
public sealed partial class ScenarioTableTests
{
    private const string Usual = "0045-muc";
    private static readonly string[] s_folders = ["tests/Scenarios", "tests/ScenariosWith"];

    [Fact]
    public void Every_row_names_what_shows_it_and_all_of_it_exists()
    {
        var rows = File.ReadLines(Repository.File("docs/xeps.md"))
            .SkipWhile(l => !l.StartsWith("## Rooms", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Select(l => l.Trim('|', ' ').Split('|')[^1])
            .Where(last => last.Trim() != "scenarios").ToList();

        Assert.True(rows.Count > 80);
        Assert.Equal([], rows.Where(r => !Named().IsMatch(r)));
        Assert.Equal([], rows.SelectMany(r => Named().Matches(r)).Select(m => m.Groups[1].Value).Distinct().Where(name => !Exists(name)));
    }

    [Fact]
    public void Every_folder_with_a_server_of_its_own_is_in_the_tables()
    {
        var text = File.ReadAllText(Repository.File("docs/xeps.md"));
        var folders = Directory.GetDirectories(Repository.File(s_folders[1])).Select(Path.GetFileName);

        Assert.Equal([], folders.Where(f => !text.Contains($"`{f}/", StringComparison.Ordinal)));
    }

    private static bool Exists(string name)
    {
        if (name.EndsWith("Tests", StringComparison.Ordinal))
            return typeof(ScenarioTableTests).Assembly.GetTypes().Any(t => t.Name == name);
        if (name.StartsWith("couplet ", StringComparison.Ordinal)) return true;
        var path = name.Contains('/', StringComparison.Ordinal) ? name : $"{Usual}/{name}";
        var folder = Path.GetDirectoryName(path)!;
        return s_folders.Select(f => Repository.File($"{f}/{folder}")).Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, Path.GetFileName(path) + ".scs").Any());
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
