using System.Globalization;

namespace Couplet.Bench;

/// <summary>Results of <c>curve.sh</c>: a first line with names, then a line for each measurement.</summary>
internal static class CurveFile
{
    /// <summary>Draws what the file holds.</summary>
    /// <returns>The exit code.</returns>
    internal static int Draw(string results, string picture)
    {
        var lines = File.ReadAllLines(results);
        var names = lines[0].Split(',').ToList();
        int connections = names.IndexOf("connections"), cpu = names.IndexOf("cpu_ms_per_1000"), load = names.IndexOf("load"), server = names.IndexOf("server");
        var series = lines.Skip(1).Select(l => l.Split(',')).Where(c => c.Length == names.Count && c[cpu].Length > 0)
            .GroupBy(c => $"{c[server]}: {c[load]}")
            // Of several rounds the median counts.
            .Select(g => new CurveSeries(g.Key, [.. g.GroupBy(c => Number(c[connections])).OrderBy(p => p.Key).Select(p => new CurvePoint(p.Key, Median(p.Select(c => Number(c[cpu])))))]))
            .ToList();
        if (series.Count == 0)
        {
            Console.Error.WriteLine($"{results} holds no measurement.");
            return 2;
        }
        File.WriteAllText(picture, new CurvePicture("Server CPU per 1,000 deliveries", "connections", "CPU ms").Draw(series));
        return 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
