using Couplet.Player.Reports;
using Couplet.Player.Running;
using Couplet.Tests.Player.Running;
using Couplet.Tests.Player.Scenarios;

namespace Couplet.Tests.Player.Reports;

public class ConsoleReportTests
{
    [Fact]
    public async Task A_failure_shows_both_sides_and_marks_the_difference()
    {
        var result = await Fail();

        Assert.Equal("""
            FAIL test.scs:16 Tests (0.0 s)
              Romeo receives: something else came
              at /presence/x/item/@role: 'none' is expected, 'visitor' came
                expected                |   came
                <presence from='a'>     |   <presence from='a' id='1'>
                  <x xmlns='u'>         |     <x xmlns='u'>
              >     <item role='none'/> | >     <item role='visitor'/>
                  </x>                  |     </x>
                </presence>             |   </presence>
            """, Text(result, colours: false).TrimEnd());
    }

    [Fact]
    public async Task Colours_only_where_they_are_wanted()
    {
        var result = await Fail();

        Assert.Contains("\e[31mFAIL\e[0m", Text(result, colours: true), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', Text(result, colours: false));
    }

    [Fact]
    public void Success_is_one_line()
        => Assert.Equal("ok test.scs: Tests (1.5 s)", Text(new ScenarioResult(Scripts.Parse(""), TimeSpan.FromSeconds(1.5), null), colours: false).TrimEnd());

    [Fact]
    public async Task Junit_counts_and_names()
    {
        using var output = new MemoryStream();
        JUnitReport.Write(output, [await Fail(), new ScenarioResult(Scripts.Parse(""), TimeSpan.FromSeconds(1.5), null)]);

        output.Position = 0;
        var suite = System.Xml.Linq.XDocument.Load(output).Root!;
        Assert.Equal(("2", "1", "1.500"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("time")!.Value));
        var failure = Assert.Single(suite.Descendants("failure"));
        Assert.Contains("'visitor' came", failure.Value, StringComparison.Ordinal);
    }

    private static async Task<ScenarioResult> Fail()
    {
        var client = new FakeClient().Later("<presence from='a' id='1'><x xmlns='u'><item role='visitor'/></x></presence>");
        var script = Scripts.Parse("""
            Romeo connects
            Romeo receives:
            	<presence from='a'><x xmlns='u'><item role='none'/></x></presence>
            """);
        var result = await new ScenarioRunner(client, new RunSettings(), new InstantTime()).RunAsync(script, default);
        return result with { Elapsed = TimeSpan.Zero };
    }

    private static string Text(ScenarioResult result, bool colours)
    {
        using var text = new StringWriter();
        new ConsoleReport(text, isTerminal: false, colours).End(result);
        return text.ToString();
    }
}
