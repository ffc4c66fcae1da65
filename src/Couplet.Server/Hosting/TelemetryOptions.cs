namespace Couplet.Server.Hosting;

/// <summary>Where measurements and traces go. The library only offers them (<see cref="Observability.Telemetry"/>); the executable sends them.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The address of an OpenTelemetry collector (OTLP over HTTP), such as <c>http://localhost:4318/</c>; null sends nothing.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>How many of a hundred stanzas are followed.</summary>
    public int TracePercent { get; set; } = 1;
}
