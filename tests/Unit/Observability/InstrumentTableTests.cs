using System.Diagnostics.Metrics;
using Couplet.Server.Observability;
using Couplet.Tests.Docs;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Observability;

public class InstrumentTableTests
{
    [Fact]
    public async Task Every_instrument_has_its_row_and_every_row_its_instrument()
    {
        var harness = await ServerHarness.StartAsync();
        using var gauges = new ServerGauges(harness.Server, harness.Streams);
        Telemetry.LoggedIn(); // the instruments that all servers of a process share are there from the first use on
        var instruments = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == Telemetry.Name) instruments.Add($"| `{instrument.Name}` | {Kind(instrument)} | {instrument.Unit?.Trim('{', '}')} | {instrument.Description} |");
        };
        listener.Start();

        // The attributes, in the fourth column, are for people.
        var rows = File.ReadAllLines(Repository.File("docs/operations.md")).Where(l => l.StartsWith("| `couplet.", StringComparison.Ordinal))
            .Select(l => l.Split('|')).Select(c => $"|{c[1]}|{c[2]}|{c[3]}|{c[5]}|").ToHashSet();

        Assert.Equal(instruments.Order(), rows.Order());
    }

    private static string Kind(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.Contains("UpDown", StringComparison.Ordinal) ? "up-down counter" : name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "counter";
    }
}
