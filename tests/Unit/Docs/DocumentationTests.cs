using Couplet.Server.Features;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Docs;

public class DocumentationTests
{
    [Fact]
    public void Every_specification_of_the_catalogue_has_a_row_and_every_row_is_in_the_catalogue()
    {
        var rows = File.ReadAllLines(Repository.File("docs/xeps.md"))
            .SkipWhile(l => !l.StartsWith("## Features", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(c => c.Length > 2 && (c[1].StartsWith("XEP-", StringComparison.Ordinal) || c[1].StartsWith("RFC-", StringComparison.Ordinal)))
            .Select(c => c[1]).ToList();
        var catalogue = FeatureCatalog.Create().SelectMany(f => f.Specification.Split(' ')).Distinct().ToList();
        Assert.Equal(catalogue.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_is_documented_with_its_default()
    {
        var text = File.ReadAllText(Repository.File("docs/operations.md"));
        Assert.Equal([], Settings.All.Select(Row).Where(row => !text.Contains(row, StringComparison.Ordinal)));
    }

    private static string Row(Setting s) => $"| `{s.Name}` | {s.Values.Replace("|", "\\|", StringComparison.Ordinal)} | {s.Default} | {s.Description} |";
}
