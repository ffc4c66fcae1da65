using System.Text.Json;

namespace Couplet.Commands.Load;

/// <summary>A result for people, or for programs.</summary>
internal static class LoadReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    internal static string Json(LoadResult result) => JsonSerializer.Serialize(result, s_json);

    internal static void Write(TextWriter output, LoadResult result)
    {
        output.WriteLine($"{result.Mode}: {Number(result.Connections)} connections to {result.Server}");
        Row(output, "logins", $"{Number(result.Logins?.Count ?? 0)} in {Decimal(result.LoginSeconds)} s", result.Logins);
        if (result.Joins is not null) Row(output, "joins", $"{Number(result.Joins.Count)} in {Decimal(result.JoinSeconds)} s", result.Joins);
        if (result.Sent > 0)
        {
            Row(output, "sent", $"{Number(result.Sent)}, {Number(result.SentPerSecond)}/s", null);
            Row(output, "delivered", $"{Number(result.Delivered)}, {Number(result.DeliveredPerSecond)}/s", null);
            Row(output, "latency", "", result.Latency);
            if (result.Own is not null) Row(output, "own message back", "", result.Own);
        }
        Row(output, "lost", $"{Number(result.Lost)}   out of order {Number(result.OutOfOrder)}   errors {Number(result.Errors)}", null);
        foreach (var error in result.ErrorSamples) output.WriteLine("  - " + error);
        if (result.ServerUse is { } use)
        {
            var each = use.CpuSecondsPerThousand is { } cpu ? FormattableString.Invariant($" ({cpu:0.0000} s per 1,000 {(result.Sent > 0 ? "deliveries" : "logins")})") : "";
            Row(output, "server CPU", $"{Decimal(use.CpuSeconds)} s{each}", null);
            var own = use.MemoryPerConnection is { } bytes ? FormattableString.Invariant($"; {bytes / 1024.0:0.0} kB a connection") : "";
            Row(output, "server memory", $"{Megabytes(use.MemoryAfter)}, before {Megabytes(use.MemoryBefore)}{own}", null);
        }
        Row(output, "own CPU", $"{Decimal(result.OwnCpuSeconds)} s in {Decimal(result.Seconds)} s", null);
        output.WriteLine(result.Ok ? "Nothing was lost, nothing came in the wrong order." : "NOT AS IT SHOULD BE: see above.");
    }

    private static void Row(TextWriter output, string name, string text, Percentiles? latency)
    {
        if (latency is not null)
            text = text.PadRight(24) + FormattableString.Invariant($"p50 {latency.P50:0.0}  p90 {latency.P90:0.0}  p99 {latency.P99:0.0}  max {latency.Max:0.0} ms");
        output.WriteLine($"  {name,-18}{text}".TrimEnd());
    }

    private static string Number(double number) => FormattableString.Invariant($"{number:N0}");

    private static string Decimal(double number) => FormattableString.Invariant($"{number:0.00}");

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:0.0} MB");
}
