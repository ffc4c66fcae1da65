using System.Globalization;
using System.Net;
using System.Text;

namespace Couplet.Bench;

/// <summary>A point of a curve.</summary>
internal readonly record struct CurvePoint(double X, double Y);

/// <summary>A curve with its name; the points from left to right.</summary>
internal sealed record CurveSeries(string Name, IReadOnlyList<CurvePoint> Points);

/// <summary>Draws curves over a logarithmic axis as SVG.</summary>
internal sealed class CurvePicture(string title, string xName, string yName)
{
    private const int Width = 760, Height = 420, Left = 64, Right = 24, Top = 64, Legend = 160, Bottom = 56;

    // Told apart by people who see colours differently too.
    private static readonly string[] s_colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    internal string Draw(IReadOnlyList<CurveSeries> series)
    {
        var xs = series.SelectMany(s => s.Points).Select(p => p.X).Distinct().Order().ToList();
        double least = Math.Log10(xs[0]), most = Math.Log10(Math.Max(xs[^1], xs[0] * 1.01));
        var step = Step(series.SelectMany(s => s.Points).Max(p => p.Y));
        var top = Math.Ceiling(series.SelectMany(s => s.Points).Max(p => p.Y) / step) * step;
        double X(double x) => Left + ((Math.Log10(x) - least) / (most - least) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - (y / top * (Height - Top - Bottom));

        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='sans-serif' font-size='12'>");
        Line(svg, $"<rect width='{Width}' height='{Height}' fill='white'/>");
        Text(svg, Left, 24, title, "font-size='15' font-weight='bold'");
        for (var y = 0.0; y <= top + (step / 2); y += step)
        {
            Line(svg, $"<line x1='{Left}' x2='{Width - Right}' y1='{Y(y):0.#}' y2='{Y(y):0.#}' stroke='#ddd'/>");
            Text(svg, Left - 8, Y(y) + 4, y.ToString("0.###", CultureInfo.InvariantCulture), "text-anchor='end'");
        }
        foreach (var x in xs) Text(svg, X(x), Height - Bottom + 18, x.ToString("N0", CultureInfo.InvariantCulture), "text-anchor='middle'");
        Text(svg, (Width + Left - Right) / 2.0, Height - 14, xName, "text-anchor='middle'");
        Line(svg, $"<text transform='translate(16 {(Height - Bottom + Top) / 2}) rotate(-90)' text-anchor='middle'>{WebUtility.HtmlEncode(yName)}</text>");
        for (var i = 0; i < series.Count; i++)
        {
            var colour = s_colours[i % s_colours.Length];
            Line(svg, $"<polyline fill='none' stroke='{colour}' stroke-width='2' points='{string.Join(' ', series[i].Points.Select(p => FormattableString.Invariant($"{X(p.X):0.#},{Y(p.Y):0.#}")))}'/>");
            foreach (var p in series[i].Points) Line(svg, $"<circle cx='{X(p.X):0.#}' cy='{Y(p.Y):0.#}' r='3' fill='{colour}'/>");
            Line(svg, $"<rect x='{Left + (i * Legend)}' y='36' width='12' height='12' fill='{colour}'/>");
            Text(svg, Left + 18 + (i * Legend), 46, series[i].Name, "");
        }
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    // Five lines or so, at 1, 2 or 5 times a power of ten.
    private static double Step(double largest)
    {
        var rough = Math.Max(largest, 1e-9) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string attributes)
        => Line(svg, $"<text x='{x:0.#}' y='{y:0.#}' {attributes}>{WebUtility.HtmlEncode(text)}</text>");

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
